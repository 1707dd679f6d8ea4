"""MP3 in runs of whole frames, each run with the programme frame that a listener hears first in it."""

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from engine.outputs.follower import Piece
from engine.outputs.lame import Lame

FRAME = 1152  # samples in an MP3 frame of MPEG-1 layer III
#: LAME delays by 576 samples and a decoder by 528 + 1: the sample that went in at *i* comes out at *i* + 1105. So the
#: first sample decoded from MP3 frame *n* is sample 1152 n − 1105 of what was fed.
DELAY = 576 + 529
#: MP3 frames until an encoder that began in the middle makes what one makes that was there from the start: what
#: overlaps is a frame, the psychoacoustic model looks back two, LAME's own gain for quiet passages some more.
PREROLL = 12

KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # ISO 11172-3 2.4.2.3, layer III
RATES = (44_100, 48_000, 32_000)
NOT_PROGRAMME = -(2**62)  # the frame of what is the ident; a station's first MP3 frame begins 1105 before 0


class Encoded(Struct, frozen=True):
    """A run of MP3 frames. ``sizes``: bytes of each; ``frame``: the programme frame of the first sample a decoder makes
    of the first, from which the others go on without a jump; NOT_PROGRAMME: the ident's."""

    data: bytes
    sizes: list[int]
    frame: int

    def first(self, count: int) -> "Encoded":
        """Its first ``count`` MP3 frames."""
        return Encoded(self.data[: sum(self.sizes[:count])], self.sizes[:count], self.frame)

    def without(self, count: int) -> "Encoded":
        """The same without its first ``count`` MP3 frames."""
        start = sum(self.sizes[:count])
        return Encoded(self.data[start:], self.sizes[count:], at((0, self.frame), count * FRAME))


class Mp3Encoder:
    """One encoder, whatever the number of listeners."""

    def __init__(self, sample_rate: int, bitrate_kbps: int, quality: int) -> None:
        self._lame = Lame(sample_rate, bitrate_kbps, quality)
        self._fed = 0  # samples that the encoder took
        self._made = 0  # MP3 frames
        self._runs: deque[tuple[int, int]] = deque()  # where in the samples which programme frame begins

    def feed(self, piece: Piece) -> list[Encoded]:
        """The MP3 frames that ``piece`` completes, in a run up to each jump of the programme."""
        self._note(NOT_PROGRAMME if piece.frame is None else piece.frame)
        self._fed += len(piece.samples)
        return list(self._runs_of(self._lame.encode(piece.samples)))

    def _runs_of(self, data: bytes) -> Iterator[Encoded]:
        rest = Encoded(data, frame_sizes(data), 0)
        while rest.sizes:
            sample = FRAME * self._made - DELAY
            frame = self._heard(sample)
            jump = self._runs[1][0] if len(self._runs) > 1 else self._fed
            count = min(len(rest.sizes), -(-(jump - sample) // FRAME))
            yield Encoded(rest.data, rest.sizes, frame).first(count)
            rest = rest.without(count)
            self._made += count

    def _note(self, frame: int) -> None:
        """Remember where the programme jumps; a run that goes on needs no note."""
        if not self._runs or at(self._runs[-1], self._fed) != frame:
            self._runs.append((self._fed, frame))

    def _heard(self, sample: int) -> int:
        """The programme frame of a sample that was fed; the first MP3 frame lies before the first sample."""
        while len(self._runs) > 1 and self._runs[1][0] <= sample:
            self._runs.popleft()
        return at(self._runs[0], sample)


def at(run: tuple[int, int], sample: int) -> int:
    """The programme frame at ``sample`` of a run that began as ``(sample, programme frame)``."""
    return NOT_PROGRAMME if run[1] == NOT_PROGRAMME else run[1] + sample - run[0]


def frame_sizes(data: bytes) -> list[int]:
    """The bytes of each MP3 frame in ``data``, which holds whole ones, read from their headers (ISO 11172-3
    2.4.1.3)."""
    sizes, place = [], 0
    while place < len(data):
        third = data[place + 2]
        size = 144_000 * KBPS[third >> 4] // RATES[third >> 2 & 3] + (third >> 1 & 1)
        sizes.append(size)
        place += size
    return sizes
