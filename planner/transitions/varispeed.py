"""A track by varispeed along a time map, from the engine's own interpolator: what its lane would play."""

from pathlib import Path

import numpy as np

from engine.mixing.offline import render
from engine.programme.clip import Clip
from engine.programme.programme import Programme, Splice
from engine.units import CHANNELS
from planner.transitions.pcm import Pcm
from planner.transitions.transition import TimeMap

AROUND = 256  # frames on either side that the mixer may ramp at the clip's bare edges


def varispeed(time_map: TimeMap, pcm: Path, sample_rate: int) -> Pcm:
    """The frames that ``time_map`` covers (n, 2); a slope of exactly 1 gives the samples as they are."""
    (start, first), (end, last) = time_map[0], time_map[-1]
    if start == end:
        return np.zeros((0, CHANNELS), np.float32)
    inner = ((frame - start + AROUND, place) for frame, place in time_map)
    points = ((0, first - AROUND), *inner, (end - start + 2 * AROUND, last + AROUND))
    clip = Clip(at=0, length=end - start + 2 * AROUND, lane=0, pcm=str(pcm), map=points)
    programme = Programme()
    programme.splice(Splice(at=0, clips=[clip], marks=[]), 0)
    heard = render(programme, 0, clip.length, sample_rate, only=lambda clip: True, master=False, block=1 << 14)
    return heard[AROUND:-AROUND]
