"""Whether the beat grid may be mixed on. No trusted track may be wrong, so every doubt counts against it."""

from planner.analysis.beats import Beats
from planner.analysis.downbeats import Bars

SPREAD = 0.003  # s: the stretches' median distance from the grid
TELLING = 0.6  # of the stretches must have a pulse
AGREEING = 0.95  # of those must lie on the grid
MARGIN = 0.18  # by which the beat's tempo beats any other pulse: five to a bar reached 0.14 with a wrong one
LEVEL = 0.3  # by which its octave won
PLACE = 1.8  # log odds of the beat's place in the bar's pulse
BAR = 0.5  # log odds of the downbeat


def is_trusted(beats: Beats, bars: Bars) -> bool:
    """True when steadiness, tempo, the beat's place and the bar each leave no doubt."""
    clear = beats.level_margin >= LEVEL
    return keeps_time(beats) and clear and beats.place_margin >= PLACE and bars.margin >= BAR


def keeps_time(beats: Beats) -> bool:
    """The whole track lies on its grid."""
    grid = beats.grid
    return beats.steady and grid.spread <= SPREAD and grid.telling >= TELLING and grid.agreeing >= AGREEING
