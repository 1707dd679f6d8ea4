"""Whether the beat grid may be mixed on. No trusted track may be wrong, so every doubt counts against it."""

from planner.analysis.beats import Beats
from planner.analysis.downbeats import Bars

SPREAD = 0.003  # s: the stretches' median distance from the grid
TELLING = 0.8  # of the stretches must show the beat
AGREEING = 0.95  # of those must lie on the grid
CONTRAST = 0.1  # by which the beat's phase beats any other
MARGIN = 0.15  # by which the beat's tempo beats any other pulse
BAR_MARGIN = 0.2  # by which the downbeat beats any other beat


def is_trusted(beats: Beats, bars: Bars) -> bool:
    """True when tempo, phase, bar and steadiness each leave no doubt."""
    grid = beats.grid
    steady = beats.steady and grid.spread <= SPREAD and grid.telling >= TELLING and grid.agreeing >= AGREEING
    return steady and grid.contrast >= CONTRAST and beats.tempo.margin >= MARGIN and bars.margin >= BAR_MARGIN
