"""Whether the beat grid may be mixed on. No trusted track may be wrong, so every doubt counts against it."""

from planner.analysis.beats import Beats
from planner.analysis.downbeats import Bars

PULSE = 0.15  # log odds a second by which the tempo won
OCTAVE = 0.8  # log odds of its octave
PLACE = 5.0  # log odds of the beat's place in the pulse
BAR = 1.3  # log odds of the downbeat
ELSEWHERE = 0.15  # share of the beats followed at another tempo: a track that slows down in its last part had 0.3
MIXED = 4, 3  # beats a bar: what is rarer is more likely a mistake, and goes with nothing


def is_trusted(beats: Beats, bars: Bars) -> bool:
    """True when steadiness, tempo, the beat's place and the bar each leave no doubt."""
    clear = beats.pulse.margin >= PULSE and beats.pulse.octave >= OCTAVE and beats.place >= PLACE
    barred = bars.margin >= BAR and bars.beats_per_bar in MIXED
    steady = beats.steady and beats.grid.firm and beats.elsewhere <= ELSEWHERE
    return steady and clear and barred
