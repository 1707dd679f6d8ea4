"""M8: for how long two voices sound at once: from the vocal stems where the lanes are made of stems, else estimated
from the analyses' vocal activity."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing

from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.pcm import Pcm
from planner.transitions.spans import Span, overlap, within
from planner.transitions.transition import Measure, TimeMap

MOST_SECONDS, MOST_SHARE = 2.0, 0.3
NEVER_SECONDS, NEVER_SHARE = 4.0, 0.6
#: A voice under a fader lower than this is hardly heard: −14 dB by the equal-power law.
AUDIBLE_FADER = 0.13
#: A stem is active from here on: what is quieter is the noise and the leakage of a splitter ...
FLOOR_DBFS = -45.0
#: ... and what is this far below the mix at that moment is covered by it.
COVERED_DB = -20.0
STEP_SECONDS = 0.05
BREATH_SECONDS = 0.3  # between syllables; a voice sounds on


def vocals(seam: Seam) -> Measure:
    """M8, in seconds."""
    if not seam.overlapping:
        return _measure(0.0, 0.0, "the tracks never sound together")
    start, end = seam.both
    stems = (seam.heard.vocals_a, seam.heard.vocals_b)
    if stems[0] is not None and stems[1] is not None:
        seconds, how = _together(seam, stems[0], stems[1]), "from the vocal stems"
    else:
        seconds, how = _estimated(seam, start, end), "estimated from vocal activity, without stems"
    return _measure(seconds, seconds / ((end - start) / seam.rate), how)


def _measure(seconds: float, share: float, how: str) -> Measure:
    return Measure(
        value=round(seconds, 2),
        unit="s",
        ok=seconds <= MOST_SECONDS and share <= MOST_SHARE,
        measurable=True,
        never=seconds > NEVER_SECONDS and share > NEVER_SHARE,
        detail=f"{share:.0%} of the overlap, {how}",
    )


def _together(seam: Seam, ours: Pcm, theirs: Pcm) -> float:
    """Seconds of the overlap in which both stems are active."""
    start, end = (seam.heard.lead + frame for frame in seam.both)
    step = round(STEP_SECONDS * seam.rate)
    mix = _powers(seam.sum[start:end], step)
    one, other = (active(_powers(stem[start:end], step), mix) for stem in (ours, theirs))
    return float(np.sum(one & other)) * STEP_SECONDS


def active(stem: NDArray[np.float64], mix: NDArray[np.float64]) -> NDArray[np.bool_]:
    """In which steps a voice is heard, from the powers of its stem and of the mix."""
    heard = stem > np.maximum(10 ** (FLOOR_DBFS / 10), mix * 10 ** (COVERED_DB / 10))
    width = round(BREATH_SECONDS / STEP_SECONDS)
    return np.asarray(binary_closing(np.pad(heard, width), np.ones(width, bool))[width:-width])


def _powers(pcm: Pcm, step: int) -> NDArray[np.float64]:
    both = pcm[: len(pcm) // step * step].reshape(-1, step * pcm.shape[1])
    return np.asarray(np.einsum("nf,nf->n", both, both, dtype=np.float64) / both.shape[1])


def _estimated(seam: Seam, start: int, end: int) -> float:
    one = _heard(seam.a.analysis.vocals, seam.t.map_from, seam.rate)
    other = _heard(seam.b.analysis.vocals, seam.t.map_to, seam.rate)
    first, last = _audible(seam, start, end)
    return overlap(within(one, first, last), within(other, first, last))


def _heard(spans: list[Span], time_map: TimeMap, rate: int) -> list[Span]:
    """The spans in seconds of the seam."""
    return [
        (timemap.heard_at(time_map, start * rate) / rate, timemap.heard_at(time_map, end * rate) / rate)
        for start, end in spans
    ]


def _audible(seam: Seam, start: int, end: int) -> Span:
    """Seconds of the seam in which both faders are up."""
    step = max(1, seam.rate // 20)
    faders = [envelopes.get("fader") for envelopes in (seam.t.envelopes_from, seam.t.envelopes_to)]
    up = [
        frame
        for frame in range(start, end, step)
        if all(fader is None or fader.at(frame) >= AUDIBLE_FADER for fader in faders)
    ]
    return (up[0] / seam.rate, up[-1] / seam.rate) if up else (0.0, 0.0)
