"""One of the two tracks of a pair, with its grid."""

from planner.catalogue.analysis import Section
from planner.catalogue.track import Track
from planner.transitions.grid import Grid


class Side:
    """``end``: the frame behind the track's last one, at the station's sample rate."""

    def __init__(self, track: Track, sample_rate: int) -> None:
        self.id = track.id
        self.analysis = track.analysis
        self.genre = track.tags.genre
        self.sample_rate = sample_rate
        self.grid = Grid.of(track.analysis, sample_rate)
        self.end = int(track.analysis.duration * sample_rate)
        self.phrase_starts = self._phrase_starts()

    def section_at(self, frame: float) -> Section | None:
        """The section that sounds at ``frame``."""
        seconds = frame / self.sample_rate
        return next((each for each in self.analysis.sections if each.start <= seconds < each.end), None)

    def _phrase_starts(self) -> tuple[int, ...]:
        """The beats on which a phrase starts, and the one behind the last phrase."""
        phrases = self.analysis.phrases
        starts = [self.grid.downbeat_at(phrase.start * self.sample_rate) for phrase in phrases]
        if phrases:
            starts.append(starts[-1] + phrases[-1].bars * self.grid.beats_per_bar)
        return tuple(starts)
