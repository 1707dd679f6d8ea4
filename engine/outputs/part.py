"""What a recording takes: samples for a file of PCM, units for a file of the stream's own format."""

from msgspec import Struct

from engine.outputs.encoded import NOT_PROGRAMME, Encoded
from engine.outputs.follower import Piece


class Samples(Struct, frozen=True):
    """As they are. ``frame``: the programme frame that they begin with, None while that is the ident's."""

    piece: Piece

    @property
    def frame(self) -> int | None:
        return self.piece.frame

    def __len__(self) -> int:
        """Frames."""
        return len(self.piece.samples)

    def parted(self, frames: int) -> "tuple[Samples, Samples]":
        """The first ``frames`` of them, and the rest."""
        samples, frame = self.piece
        behind = None if frame is None else frame + frames
        return Samples(Piece(samples[:frames], frame)), Samples(Piece(samples[frames:], behind))


class Units(Struct, frozen=True):
    """Encoded already: they are cut between units."""

    encoded: Encoded

    @property
    def frame(self) -> int | None:
        return None if self.encoded.frame == NOT_PROGRAMME else self.encoded.frame

    def __len__(self) -> int:
        """Frames."""
        return len(self.encoded.sizes) * self.encoded.unit

    def parted(self, frames: int) -> "tuple[Units, Units]":
        """The units that begin in the first ``frames``, and the rest."""
        count = -(-frames // self.encoded.unit)
        return Units(self.encoded.first(count)), Units(self.encoded.without(count))
