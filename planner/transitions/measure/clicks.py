"""M12: clicks, found as bends of the waveform that neither track has by itself.

A click, a hole's edge or a join that does not meet bends the waveform within a sample or two. Faders and EQ cuts only
flatten bends, so where the mix bends more than both tracks by themselves there is a sound that is in neither.
"""

import numpy as np
from numpy.typing import NDArray

from engine.units import to_amplitude
from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.pcm import Pcm
from planner.transitions.transition import Measure

#: A micro-fade of 5 ms bends a loud wave by −45 dBFS where it begins, and is not heard as a click.
LIMIT_DBFS = -40.0
STEP_SECONDS = 0.001
REACH_STEPS = 12  # the same stroke may come this many ms early or late on its bus
#: A bus may bend this much more than its track before it counts: EQ turns phases, which moves energy within a stroke.
MARGIN = 1.6


def clicks(seam: Seam) -> Measure:
    """M12, in dBFS: the strongest bend that is in neither track."""
    step = round(STEP_SECONDS * seam.rate)
    heard = _bends(seam.sum, step)
    mixed = _bends(seam.mix, step)
    known = sum(_widened(bends) for bends in _known(seam, step))
    foreign = np.maximum(heard, mixed) - MARGIN * known
    foreign[:REACH_STEPS] = foreign[-REACH_STEPS:] = 0.0  # the audition's own ends
    worst = int(np.argmax(foreign))
    value = 20.0 * np.log10(max(float(foreign[worst]), 1e-6))
    at = (worst * step - seam.heard.lead) / seam.rate
    return Measure(
        value=round(value, 1),
        unit="dBFS",
        ok=bool(value <= LIMIT_DBFS),
        measurable=True,
        detail=f"at {at:.3f} s of the seam" if value > LIMIT_DBFS else "",
    )


def _known(seam: Seam, step: int) -> list[NDArray[np.float64]]:
    """The bends of each track by itself, the outgoing one's with its echoes."""
    ours, theirs = (_bends(bus, step) for bus in (seam.alone.a.pcm, seam.alone.b.pcm))
    with_echoes = ours.copy()
    for echo in seam.t.echoes:
        source = round(seam.heard.lead + timemap.heard_at(seam.t.map_from, echo.source)) // step
        at, length = (seam.heard.lead + echo.at) // step, min(echo.length // step, len(ours) - source)
        here = with_echoes[at : at + length]
        np.maximum(here, ours[source : source + len(here)] * to_amplitude(echo.gain_db), out=here)
    return [with_echoes, theirs]


def _bends(pcm: Pcm, step: int) -> NDArray[np.float64]:
    """The greatest second difference in each step; 0 in the first and the last, which have no neighbours."""
    bend = np.diff(pcm, 2, axis=0)
    np.abs(bend, out=bend)
    steps = len(pcm) // step
    inner = bend[step - 1 : (steps - 1) * step - 1].reshape(-1, step * pcm.shape[1]).max(axis=1)
    return np.concatenate([[0.0], inner, [0.0]])


def _widened(bends: NDArray[np.float64]) -> NDArray[np.float64]:
    """The greatest of those within reach of each step."""
    width = 2 * REACH_STEPS + 1
    return np.asarray(np.lib.stride_tricks.sliding_window_view(np.pad(bends, REACH_STEPS), width).max(axis=1))
