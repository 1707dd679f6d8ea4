"""The stock: PCM that is in memory, for when it is laid out anew and its file is gone by then."""

from msgspec import Struct

from engine.memory import Pcm
from engine.programme.segment import Segment


class Piece(Struct, frozen=True):
    """Frames of ``file`` from ``first`` on, read to sound until programme frame ``end``."""

    file: str
    first: int
    pcm: Pcm
    end: int


class Stock:
    """What was read and has not sounded yet. The arrays are those that the renderer plays from: they cost nothing more,
    unless a change of the programme dropped them."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def keep(self, segment: Segment, first: int, pcm: Pcm) -> None:
        """``pcm``: of the file of ``segment``, from its frame ``first`` on."""
        self._pieces.append(Piece(segment.layout.clip.pcm, first, pcm, segment.end))

    def find(self, segment: Segment) -> tuple[Pcm, int, int] | None:
        """The PCM for ``segment``, the file's frame that it starts with, and how far it knows the file."""
        first, _ = segment.window()
        for piece in reversed(self._pieces):
            last = piece.first + len(piece.pcm)
            if piece.file == segment.layout.clip.pcm and piece.first <= first < last:
                return piece.pcm, piece.first, last
        return None

    def forget(self, before: int) -> None:
        """What sounded before programme frame ``before``."""
        self._pieces = [piece for piece in self._pieces if piece.end > before]
