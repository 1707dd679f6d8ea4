"""How much music there is, for everybody who asks, without asking the disk each time."""

from engine.bus import Message
from planner.catalogue.catalogue import Catalogue
from planner.library.effort import Estimate
from planner.library.librarian import Progress
from planner.library.pause import Pause


class LibraryCounts:
    """Of ``catalogue`` as it was read last; ``progress``: the librarian's."""

    def __init__(self, catalogue: Catalogue, pause: Pause) -> None:
        self._catalogue = catalogue
        self._pause = pause
        self._estimate = Estimate()
        self.progress = Progress()
        self.tracks = 0
        self.set_aside = 0

    def read(self) -> None:
        """Count again. Blocks on the disk; raises StorageError."""
        self.tracks, self.set_aside = self._catalogue.count(), self._catalogue.count_set_aside()

    def told(self) -> Message:
        """``{tracks, analysing, set_aside, seconds_left, paused}``; ``seconds_left`` until all is heard, None when
        that can't be told yet."""
        return {
            "tracks": self.tracks,
            "analysing": max(0, self.progress.total - self.progress.done),
            "set_aside": self.set_aside,
            "seconds_left": self._estimate.seconds_left(self.progress),
            "paused": self._pause.on,
        }
