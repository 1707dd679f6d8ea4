"""How long a hand's moves take, in frames."""

from msgspec import Struct

from engine.programme.touch import ceil_tick

GLIDE_SECONDS = 0.0108  # from one position to the next, and from the automation's: no click, and nobody feels it
QUICK_SECONDS = 0.0036  # play, cue, and into the safety track: as short as is no click yet
BAR_SECONDS = 2.0  # of a bar whose tempo nobody knows
BACK_SECONDS = 8.0  # in which a nudge's shift goes back: half a percent of the tempo at most


class Lengths(Struct, frozen=True):
    """At ``rate`` frames a second; ``glide`` and ``quick`` are whole ticks."""

    rate: int
    glide: int
    quick: int
    bar: int
    back: int

    @classmethod
    def at(cls, sample_rate: int) -> "Lengths":
        """At ``sample_rate``."""
        glide, quick = (ceil_tick(round(sample_rate * seconds)) for seconds in (GLIDE_SECONDS, QUICK_SECONDS))
        return cls(sample_rate, glide, quick, round(BAR_SECONDS * sample_rate), round(BACK_SECONDS * sample_rate))
