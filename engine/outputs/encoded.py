"""What encoders make: units, the smallest things that a stream may be cut between. An MP3 or AAC frame, an Ogg page:
each with the programme frame that a listener hears first in it."""

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from engine.outputs.follower import Piece

NOT_PROGRAMME = -(2**62)  # the frame of what is the ident; a station's first unit begins a little before 0


class Encoded(Struct, frozen=True):
    """A run of units. ``sizes``: bytes of each; ``frame``: the programme frame of the first sample a decoder makes
    of the first, from which the others go on without a jump, ``unit`` frames each; NOT_PROGRAMME: the ident's."""

    data: bytes
    sizes: list[int]
    frame: int
    unit: int

    def first(self, count: int) -> "Encoded":
        """Its first ``count`` units."""
        return Encoded(self.data[: sum(self.sizes[:count])], self.sizes[:count], self.frame, self.unit)

    def without(self, count: int) -> "Encoded":
        """The same without its first ``count`` units."""
        start = sum(self.sizes[:count])
        return Encoded(self.data[start:], self.sizes[count:], at((0, self.frame), count * self.unit), self.unit)


class Runs:
    """Where in the programme an encoder's units begin: the first sample that a decoder makes of unit *n* is sample
    n · ``unit`` − ``delay`` of what was fed."""

    def __init__(self, unit: int, delay: int) -> None:
        self._unit = unit
        self._delay = delay
        self._fed = 0  # samples that the encoder took
        self._made = 0  # units
        self._runs: deque[tuple[int, int]] = deque()  # where in the samples which programme frame begins

    def feed(self, piece: Piece) -> None:
        """The encoder takes ``piece``. Where the programme jumps is remembered; a run that goes on needs no note."""
        frame = NOT_PROGRAMME if piece.frame is None else piece.frame
        if not self._runs or at(self._runs[-1], self._fed) != frame:
            self._runs.append((self._fed, frame))
        self._fed += len(piece.samples)

    def encoded(self, data: bytes, sizes: list[int]) -> Iterator[Encoded]:
        """The next units, in a run up to each jump of the programme."""
        rest = Encoded(data, sizes, 0, self._unit)
        while rest.sizes:
            sample = self._unit * self._made - self._delay
            frame = self._heard(sample)
            jump = self._runs[1][0] if len(self._runs) > 1 else self._fed
            count = min(len(rest.sizes), -(-(jump - sample) // self._unit))
            yield Encoded(rest.data, rest.sizes, frame, self._unit).first(count)
            rest = rest.without(count)
            self._made += count

    def _heard(self, sample: int) -> int:
        """The programme frame of a sample that was fed; the first unit lies before the first sample."""
        while len(self._runs) > 1 and self._runs[1][0] <= sample:
            self._runs.popleft()
        return at(self._runs[0], sample)


def at(run: tuple[int, int], sample: int) -> int:
    """The programme frame at ``sample`` of a run that began as ``(sample, programme frame)``."""
    return NOT_PROGRAMME if run[1] == NOT_PROGRAMME else run[1] + sample - run[0]
