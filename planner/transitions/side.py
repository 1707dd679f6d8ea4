"""One of the two tracks of a pair, with its grid."""

from itertools import pairwise

import numpy as np

from planner.catalogue.analysis import Section
from planner.catalogue.track import Track
from planner.transitions.grid import Grid

#: Phrases have four bars at least; a longer one has inner boundaries that a mix may use.
SHORTEST_PHRASE_BARS = 4
FADED_SHARE = 0.5


class Side:
    """``end``: the frame behind the track's last one, at the station's sample rate. ``phrase_starts``: the beats on
    which a phrase starts, and the one behind the last phrase. ``boundaries``: these and every fourth bar between."""

    def __init__(self, track: Track, sample_rate: int) -> None:
        self.id = track.id
        self.analysis = track.analysis
        self.genre = track.tags.genre
        self.sample_rate = sample_rate
        self.grid = Grid.of(track.analysis, sample_rate)
        self.end = int(track.analysis.duration * sample_rate)
        self.phrase_starts = self._phrase_starts()
        self.boundaries = self._boundaries()

    def section_at(self, frame: float) -> Section | None:
        """The section that sounds at ``frame``."""
        seconds = frame / self.sample_rate
        return next((each for each in self.analysis.sections if each.start <= seconds < each.end), None)

    def faded(self, start: float, end: float) -> bool:
        """Whether the track has all but ended from frame ``start`` to ``end``: its peaks stay below half of what is
        usual in it."""
        rate = self.analysis.waveform_rate / self.sample_rate
        here = self.analysis.waveform[max(0, int(start * rate)) : max(0, int(end * rate))]
        usual = float(np.median(self.analysis.waveform)) if self.analysis.waveform else 0.0
        return bool(here) and float(np.median(here)) < FADED_SHARE * usual

    def _boundaries(self) -> tuple[int, ...]:
        step = SHORTEST_PHRASE_BARS * self.grid.beats_per_bar
        runs = pairwise(self.phrase_starts)
        return tuple(
            sorted({beat for first, last in runs for beat in range(first, last, step)} | {*self.phrase_starts})
        )

    def _phrase_starts(self) -> tuple[int, ...]:
        phrases = self.analysis.phrases
        starts = [self.grid.downbeat_at(phrase.start * self.sample_rate) for phrase in phrases]
        if phrases:
            starts.append(starts[-1] + phrases[-1].bars * self.grid.beats_per_bar)
        return tuple(starts)
