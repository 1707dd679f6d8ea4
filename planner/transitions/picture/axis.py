"""The picture's time axis: the bars of the set where there are beats, else seconds."""

from typing import TYPE_CHECKING

from planner.transitions.measure.seam import Seam

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LABELS = 18
PHRASE_BARS = 4
LINE, PHRASE_LINE = "#ffffff40", "#ffffffa0"


def bar_frames(seam: Seam) -> list[float]:
    """Audition frames on which the set's bars begin, and on which the last one ends."""
    return [float(frame) for frame in seam.beats[:: seam.pair.a.grid.beats_per_bar]]


def label(axes: "Axes", seam: Seam, frames: int) -> None:
    """Ticks below ``axes``, whose x are audition frames: bars counted from 1, or seconds from the seam's start."""
    bars = bar_frames(seam)
    if len(bars) < 2:
        step = max(1, round(frames / seam.rate / MOST_LABELS))
        seconds = range(-(seam.heard.lead // seam.rate), (frames - seam.heard.lead) // seam.rate + 1, step)
        axes.set_xticks([seam.heard.lead + second * seam.rate for second in seconds], [str(each) for each in seconds])
        axes.set_xlabel("seconds from the seam's start (no common beats)")
        return
    step = next(each for each in (1, 2, 4, 8, 16) if len(bars) / each <= MOST_LABELS)
    places = range(0, len(bars), step)
    axes.set_xticks([bars[place] for place in places], [str(place + 1) for place in places])
    axes.set_xlabel("bars of the seam")


def lines(axes: "Axes", seam: Seam) -> None:
    """Bars, every fourth one stronger; the seam's two ends; the swap."""
    for number, frame in enumerate(bar_frames(seam)):
        strong = number % PHRASE_BARS == 0
        axes.axvline(frame, color=PHRASE_LINE if strong else LINE, linewidth=0.8 if strong else 0.5)
    for frame in (0, seam.t.length):
        axes.axvline(seam.heard.lead + frame, color="white", linewidth=1.2, linestyle="--")
    axes.axvline(seam.heard.lead + seam.t.centre, color="#4fd8ff", linewidth=1.4)
