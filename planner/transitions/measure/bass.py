"""M7: for how long both bass lines sound, and whether the kicks cancel each other."""

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy import fft

from planner.transitions.measure.seam import Seam
from planner.transitions.transition import Measure

BAND_HZ = (20.0, 150.0)
NEAR_PEAK_DB = 12.0
MOST_SHARE, LEAST_SUM_DB = 0.5, -1.5
STEP_SECONDS = 0.1
QUIET_DBFS = -50.0  # no bass at all
LOWER = 10  # the band is looked at at a tenth of the sample rate
RINGS_SECONDS = 0.5  # the filter's, until nothing is left
#: Cancellation is judged on this much of the bass that sounds: one stray stroke is not a kick drum.
FEWEST_STEPS = 5


def bass(seam: Seam) -> Measure:
    """M7: the share of the seam in which both basses are near their peak."""
    ours, theirs = (low_band(pcm, seam.rate) for pcm in (seam.heard.a.pcm, seam.heard.b.pcm))
    powers = [_power(wave, seam.rate / LOWER) for wave in (ours, theirs, ours + theirs)]
    loud = [power > _threshold(power) for power in powers[:2]]
    start, end = (place / seam.rate / STEP_SECONDS for place in (seam.heard.lead, seam.heard.lead + seam.t.length))
    inside = slice(int(start), int(end) + 1)
    both = (loud[0] & loud[1])[inside]
    share = float(np.mean(both)) if both.size else 0.0
    kept = _kept(powers, loud, inside)
    told = "the kicks are never together" if kept is None else f"together the basses keep {kept:.1f} dB"
    return Measure(
        value=round(share, 3),
        unit="share",
        ok=share <= MOST_SHARE and (kept is None or kept >= LEAST_SUM_DB),
        measurable=True,
        detail=told,
    )


def _kept(powers: list[NDArray[np.float64]], loud: list[NDArray[np.bool_]], inside: slice) -> float | None:
    """Power of the sum over the sum of powers, in dB, while both basses sound; a tenth of the time may be worse."""
    both = (loud[0] & loud[1])[inside]
    if np.sum(both) < FEWEST_STEPS:
        return None
    one, other, together = (power[inside][both] for power in powers)
    return float(np.quantile(10.0 * np.log10(together / (one + other)), 0.1))


def low_band(pcm: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """The band of the basses, mono, without a delay, at a LOWER-th of the rate: a Butterworth band-pass of the second
    order, once forwards and once backwards, as a spectrum."""
    mono = soxr.resample(0.5 * (pcm[:, 0] + pcm[:, 1]), rate, rate / LOWER).astype(np.float64)
    size = fft.next_fast_len(mono.size + round(RINGS_SECONDS * rate / LOWER), real=True)
    hertz = np.fft.rfftfreq(size, LOWER / rate)
    low, high = BAND_HZ
    off = (hertz[1:] ** 2 - low * high) / (hertz[1:] * (high - low))
    passed = np.concatenate([[0.0], 1.0 / (1.0 + off**4)])
    return np.asarray(fft.irfft(fft.rfft(mono, size) * passed, size)[: mono.size])


def _power(wave: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    step = round(STEP_SECONDS * rate)
    return np.mean(wave[: len(wave) // step * step].reshape(-1, step) ** 2, axis=1) + 1e-12


def _threshold(power: NDArray[np.float64]) -> float:
    """12 dB below the bus's peak, which a stray stroke does not make: its 95th percentile."""
    return max(float(np.quantile(power, 0.95)) * 10 ** (-NEAR_PEAK_DB / 10), 10 ** (QUIET_DBFS / 10))
