"""A format of the stream: what it is made of, and who makes it."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from engine.mounts import FormatName
from engine.outputs.encoded import Encoded
from engine.outputs.follower import Piece
from engine.outputs.grid import Grid


class Encoder(Protocol):
    """Makes a stream's units; one, whatever the number of listeners."""

    def feed(self, piece: Piece) -> list[Encoded]:
        """The units that ``piece`` completes, in a run up to each jump of the programme."""
        ...


class Format(Struct, frozen=True, kw_only=True):
    """``unit``: programme frames that a unit holds; ``delay``: the first sample that a decoder makes of unit *n* is
    sample n · unit − delay of what was fed; ``preroll``: units until an encoder that began in the middle makes what
    one makes that was there from the start. ``head``: bytes that every connection begins with; ``woven``: whether
    titles may come in between. ``make(number)``: an encoder whose first unit is the stream's ``number``-th."""

    name: FormatName
    content_type: str
    sample_rate: int
    bitrate_kbps: int
    unit: int
    delay: int
    preroll: int
    make: Callable[[int], Encoder]
    head: bytes = b""
    woven: bool = True

    @property
    def grid(self) -> Grid:
        """Where units begin, on the station's clock."""
        return Grid(self.unit, self.delay)

    def units(self, seconds: float) -> int:
        """How many units are that long, one at least."""
        return max(1, round(seconds * self.sample_rate / self.unit))
