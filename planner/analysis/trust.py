"""Whether the beat grid may be mixed on. No trusted track may be wrong, so every doubt counts against it."""

from planner.analysis.beats import Beats
from planner.analysis.downbeats import Bars
from planner.analysis.level import FASTEST

PULSE = 0.15  # log odds a second by which the tempo won
OCTAVE, SLOW_OCTAVE = 0.8, 4.0  # log odds of its octave: a slow beat's halves are denied by two beats a second
PLACE = 4.0  # log odds of the beat's place in the pulse
BAR = 1.3  # log odds of the downbeat
STRAYS = 0.08  # share of the beats heard at another tempo: one that slows down at its very end had 0.086
MIXED = 4, 3  # beats a bar: what is rarer is more likely a mistake, and goes with nothing


def is_trusted(beats: Beats, bars: Bars) -> bool:
    """True when steadiness, tempo, the beat's place and the bar each leave no doubt."""
    octave = OCTAVE if beats.pulse.bpm > FASTEST else SLOW_OCTAVE
    clear = beats.pulse.margin >= PULSE and beats.pulse.octave >= octave and beats.place >= PLACE
    barred = bars.margin >= BAR and bars.beats_per_bar in MIXED
    steady = beats.steady and beats.grid.firm and beats.strays <= STRAYS
    return steady and clear and barred
