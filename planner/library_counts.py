"""How much music there is, for everybody who asks, without asking the disk each time."""

from engine.bus import Message
from planner.catalogue.catalogue import Catalogue
from planner.library.librarian import Progress


class LibraryCounts:
    """Of ``catalogue`` as it was read last; ``progress``: the librarian's."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.progress = Progress()
        self.tracks = 0
        self.set_aside = 0

    def read(self) -> None:
        """Count again. Blocks on the disk; raises StorageError."""
        self.tracks, self.set_aside = self._catalogue.count(), self._catalogue.count_set_aside()

    def told(self) -> Message:
        """``{tracks, analysing, set_aside}``."""
        analysing = max(0, self.progress.total - self.progress.done)
        return {"tracks": self.tracks, "analysing": analysing, "set_aside": self.set_aside}
