"""The stock: PCM that is in memory, for when its file is gone by the time that it is laid out anew, or that what
sounded is rendered again."""

import threading

from msgspec import Struct

from engine.memory import Pcm
from engine.programme.segment import Segment

ROOM = 8_000_000  # frames of what has sounded, 64 MB: 45 s of four lanes, 22 s of a seam of eight stems


class Piece(Struct):
    """Frames of ``file`` from ``first`` on, read to sound until programme frame ``end``."""

    file: str
    first: int
    pcm: Pcm
    end: int

    @property
    def last(self) -> int:
        """The file's frame behind it."""
        return self.first + len(self.pcm)


class Stock:
    """What was read and has not sounded yet, or within the last ``behind`` frames. The arrays are those that the
    renderer plays from: until they have sounded they cost nothing more, unless a change of the programme dropped them;
    then ROOM bounds them. For any control thread; the audio side knows nothing of it."""

    def __init__(self, behind: int = 0) -> None:
        self.doubts = 0  # how often what was read turned out to be wrong
        self._behind = behind
        self._pieces: list[Piece] = []
        self._turn = threading.Lock()

    def keep(self, segment: Segment, first: int, pcm: Pcm, doubts: int) -> None:
        """``pcm``: of the file of ``segment``, from its frame ``first`` on. ``doubts``: as they were before it was
        read; if there was one since, this may be what it was about, and is not kept."""
        with self._turn:
            if doubts == self.doubts:
                self._pieces.append(Piece(segment.layout.clip.pcm, first, pcm, segment.end))

    def find(self, segment: Segment) -> tuple[Pcm, int, int] | None:
        """The PCM for ``segment``, the file's frame that it starts with, and how far it knows the file: as far as
        possible. It stays until ``segment`` has sounded, too."""
        first, _ = segment.window()
        file = segment.layout.clip.pcm
        with self._turn:
            known = [one for one in reversed(self._pieces) if one.file == file and one.first <= first < one.last]
            if not known:
                return None
            best = max(known, key=lambda one: one.last)
            best.end = max(best.end, segment.end)
            return best.pcm, best.first, best.last

    def doubt(self, file: str) -> None:
        """``file`` was read wrongly: forget what was."""
        with self._turn:
            self.doubts += 1
            self._pieces = [one for one in self._pieces if one.file != file]

    def forget(self, now: int) -> None:
        """What sounded more than ``behind`` frames before programme frame ``now``; of the rest what was read first,
        where there is no room for all."""
        with self._turn:
            room, kept = ROOM, []
            for one in reversed(self._pieces):
                room -= len(one.pcm) if one.end <= now else 0
                if one.end > now or (one.end > now - self._behind and room >= 0):
                    kept.append(one)
            self._pieces = kept[::-1]
