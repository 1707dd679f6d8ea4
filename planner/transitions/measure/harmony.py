"""M9: whether the harmonies of both tracks clash, from what their sum is more than its parts.

The specification asks for the range of human transitions, of which nothing is measured here. The limits are instead
from pairs whose keys are known, 792 of them, made by synthesis (``everset bench harmony`` makes and measures them):
two different pieces of the demo at equal loudness, the same key, a fifth up and the relative key against a semitone
up, a semitone down and the tritone; and each piece over another one's bare drums. The limits are what 99 of 100 of
the compatible pairs and of those over drums stay below, in round numbers. Clash tells the two kinds of pairs apart (a
clashing one has more of it than a compatible one in 99 of 100 draws), roughness hardly does (66 of 100), and drums are
rough as well: it finds only what no key explains, a track out of tune.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.transitions.measure.chroma import chroma, dissonance
from planner.transitions.measure.partials import HOP, RATE, TOGETHER, Partials, partials
from planner.transitions.measure.roughness import roughness
from planner.transitions.measure.seam import Seam
from planner.transitions.transition import Measure

MOST_CLASH, MOST_ROUGHNESS = 0.05, 1.9
#: A harmony counts beside the other from here on: 20 dB below it, it is covered.
AUDIBLE_SHARE = 0.1
#: Partials together below this are no harmony, but what a drum leaves: −40 dBFS.
QUIET = 0.01
#: Harmonies that meet for a shorter time are not heard as a chord of two tracks.
LEAST_SECONDS = 3.0


class Excess(Struct, frozen=True):
    """What the sum has more than the mean of its parts, each counted by its level, while both are heard: the means of
    the clash (Huron's units) and the roughness; ``seconds`` for which they are."""

    clash: float
    roughness: float
    seconds: float


def harmony(seam: Seam) -> Measure:
    """M9: the clash; the detail says how rough it is."""
    if not seam.overlapping:
        return _unknown("no harmonies sound together")
    start, end = (seam.heard.lead + frame for frame in seam.both)
    found = excess(*(partials(pcm[start:end], seam.rate) for pcm in (seam.heard.a.pcm, seam.heard.b.pcm, seam.sum)))
    if found.seconds < LEAST_SECONDS:
        return _unknown(f"harmonies sound together for {found.seconds:.1f} s")
    return Measure(
        value=round(found.clash, 4),
        unit="consonance",
        ok=found.clash <= MOST_CLASH and found.roughness <= MOST_ROUGHNESS,
        measurable=True,
        detail=f"roughness {found.roughness:+.2f} against the parts, over {found.seconds:.0f} s",
    )


def excess(a: Partials, b: Partials, together: Partials) -> Excess:
    """Of two buses and their sum."""
    ours, theirs = np.sqrt(a.power), np.sqrt(b.power)
    both = np.minimum(ours, theirs) > np.maximum(QUIET, AUDIBLE_SHARE * np.maximum(ours, theirs))
    if not both.any():
        return Excess(0.0, 0.0, 0.0)
    weight = ours / np.maximum(ours + theirs, 1e-12)
    clash = dissonance(chroma(together)) - _mean(weight, dissonance(chroma(a)), dissonance(chroma(b)))
    rough = roughness(together) - _mean(weight, roughness(a), roughness(b))
    seconds = float(np.sum(both)) * TOGETHER * HOP / RATE
    return Excess(float(np.mean(clash[both])), float(np.mean(rough[both])), seconds)


def _mean(weight: NDArray[np.float64], ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of both parts, by level: a part that fades away takes its own roughness along."""
    return weight * ours + (1.0 - weight) * theirs


def _unknown(why: str) -> Measure:
    return Measure(value=None, unit="consonance", ok=False, measurable=False, detail=why)
