"""How long a transition is: the specification's table and its rules."""

from planner.catalogue.analysis import Section
from planner.choosing import genre
from planner.transitions.pair import Pair

#: Seconds by genre (specification, Length of a transition).
SECONDS: dict[str, float] = {
    "minimal techno": 180.0,
    "techno": 120.0,
    "house": 60.0,
    "trance": 45.0,
    "drum and bass": 20.0,
    "hip-hop": 15.0,
}
#: Genres that the table does not name mix like the one that it does.
LIKE = {
    "deep house": "house",
    "tech house": "house",
    "progressive house": "house",
    "disco": "house",
    "progressive trance": "trance",
    "jungle": "drum and bass",
    "trap": "hip-hop",
    "r&b": "hip-hop",
}
DEFAULT_SECONDS = 30.0
FEWEST_BARS, MOST_BARS = 4, 64
LARGEST_SHARE = 0.25  # of the shorter track
#: Where four bars are more than that share (half a minute of music), they may be this much.
LARGEST_SHARE_OF_FOUR = 0.4


def target_seconds(pair: Pair, leaving: Section | None, entering: Section | None) -> float:
    """How long the seam should be from section ``leaving`` into ``entering``: the mean of both genres' habits."""
    seconds = (_habit(pair.a.genre) * _habit(pair.b.genre)) ** 0.5
    labels = (leaving.label if leaving else "", entering.label if entering else "")
    if labels == ("outro", "intro"):
        seconds *= 1.5
    if labels == ("drop", "drop"):
        seconds *= 0.5
    difference = abs(pair.a.analysis.energy - pair.b.analysis.energy)
    return seconds * (0.5 if difference > 0.3 else 1.5 if difference < 0.1 else 1.0)


def most_seconds(pair: Pair) -> float:
    """No seam of this pair is longer."""
    return LARGEST_SHARE * min(pair.a.analysis.duration, pair.b.analysis.duration)


def choices(bar_seconds: float, pair: Pair, fewest: int, most: int) -> list[int]:
    """Lengths in bars that a seam of this pair may have, multiples of four, in rising order."""
    largest = int(most_seconds(pair) / bar_seconds)
    bars = [*range(4, 20, 4), *range(24, MOST_BARS + 1, 8)]  # lengths peak at multiples of 32 beats
    fits = [n for n in bars if n <= largest and max(fewest, FEWEST_BARS) <= n <= most]
    shorter = min(pair.a.analysis.duration, pair.b.analysis.duration)
    if not fits and fewest <= FEWEST_BARS and FEWEST_BARS * bar_seconds <= LARGEST_SHARE_OF_FOUR * shorter:
        return [FEWEST_BARS]
    return fits


def _habit(tag: str) -> float:
    name = genre.normalise(tag)
    return SECONDS.get(LIKE.get(name, name), DEFAULT_SECONDS)
