"""M13: holes in the mix that the tracks don't have by themselves."""

import numpy as np
from numpy.typing import NDArray

from planner.transitions.measure.seam import Seam
from planner.transitions.pcm import Pcm
from planner.transitions.transition import Measure

QUIET_DBFS = -45.0
LONGEST_SECONDS = 0.25
STEP_SECONDS = 0.01


def gaps(seam: Seam) -> Measure:
    """M13: the longest run below −45 dBFS, in seconds, while a track that has its turn is louder."""
    step = round(STEP_SECONDS * seam.rate)
    sounding = _loud(seam.mix, step)
    places = np.arange(sounding.size) * step - seam.heard.lead
    ours = _loud(seam.alone.a.pcm, step) & (places < seam.t.map_from[-1][0])
    theirs = _loud(seam.alone.b.pcm, step) & (places >= seam.t.map_to[0][0])
    value = _longest(~sounding & (ours | theirs)) * STEP_SECONDS
    return Measure(value=round(value, 3), unit="s", ok=value <= LONGEST_SECONDS, measurable=True)


def _loud(pcm: Pcm, step: int) -> NDArray[np.bool_]:
    """Whether each step is above the threshold, by its RMS."""
    both = pcm[: len(pcm) // step * step].reshape(-1, step * pcm.shape[1])
    return np.asarray(np.einsum("nf,nf->n", both, both) > both.shape[1] * 10 ** (QUIET_DBFS / 10))


def _longest(flags: NDArray[np.bool_]) -> int:
    """The longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return int(np.max(edges[1::2] - edges[::2], initial=0))
