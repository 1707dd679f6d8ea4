"""MP3, every frame of which stands alone."""

from engine.outputs.encoded import Encoded, Runs
from engine.outputs.follower import Piece
from engine.outputs.format import Format
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


def mp3(sample_rate: int, bitrate_kbps: int, quality: int) -> Format:
    """The format at a station's rate; ``quality``: LAME's."""
    return Format(
        name="mp3",
        content_type="audio/mpeg",
        sample_rate=sample_rate,
        bitrate_kbps=bitrate_kbps,
        unit=FRAME,
        delay=DELAY,
        preroll=PREROLL,
        make=lambda _: Mp3Encoder(sample_rate, bitrate_kbps, quality),
    )


class Mp3Encoder:
    """One encoder, whatever the number of listeners."""

    def __init__(self, sample_rate: int, bitrate_kbps: int, quality: int) -> None:
        self._lame = Lame(sample_rate, bitrate_kbps, quality)
        self._runs = Runs(FRAME, DELAY)

    def feed(self, piece: Piece) -> list[Encoded]:
        """The MP3 frames that ``piece`` completes."""
        self._runs.feed(piece)
        data = self._lame.encode(piece.samples)
        return list(self._runs.encoded(data, frame_sizes(data)))


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
