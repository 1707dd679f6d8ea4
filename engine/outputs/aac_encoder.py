"""AAC by FFmpeg's own encoder inside PyAV: the one AAC encoder that is free to ship."""

import struct
from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from engine.outputs.aac import DELAY, UNIT
from engine.outputs.blocks import Blocks
from engine.outputs.encoded import Encoded, Runs
from engine.outputs.follower import Piece
from engine.ring.ring import Samples

RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000)  # ISO 14496-3, table 1.18
LOW_COMPLEXITY = 1  # profile, as ADTS counts it: object type 2 less 1


class AacEncoder:
    """At a constant average bit rate."""

    def __init__(self, sample_rate: int, bitrate_kbps: int) -> None:
        self._sample_rate = sample_rate
        self._codec = _codec(sample_rate, bitrate_kbps)
        self._blocks = Blocks(UNIT)
        self._runs = Runs(UNIT, DELAY)

    def feed(self, piece: Piece) -> list[Encoded]:
        """The frames that ``piece`` completes."""
        self._runs.feed(piece)
        frames = (self._frame(np.ascontiguousarray(block.T)) for block in self._blocks.feed(piece.samples))
        packets = (bytes(packet) for frame in frames for packet in self._codec.encode(frame))
        made = [adts(packet, self._sample_rate) for packet in packets]
        return list(self._runs.encoded(b"".join(made), list(map(len, made))))

    def _frame(self, planes: Samples) -> av.AudioFrame:
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
        frame.sample_rate = self._sample_rate
        return frame


def _codec(sample_rate: int, bitrate_kbps: int) -> AudioCodecContext:
    codec = av.CodecContext.create("aac", "w")
    assert isinstance(codec, AudioCodecContext)
    codec.sample_rate, codec.layout, codec.format = sample_rate, "stereo", "fltp"
    codec.bit_rate, codec.time_base = bitrate_kbps * 1000, Fraction(1, sample_rate)
    codec.options = {"aac_coder": "fast"}  # half the CPU of the two-loop search
    codec.open()
    return codec


def adts(packet: bytes, sample_rate: int) -> bytes:
    """``packet`` with the header that lets a listener join at it (ISO 13818-7, 6.2): no checksum, two channels, one
    block, its buffer's fullness not told."""
    length = len(packet) + 7
    rate = RATES.index(sample_rate)
    bits = 0xFFF1 << 40 | LOW_COMPLEXITY << 38 | rate << 34 | 2 << 30 | length << 13 | 0x7FF << 2
    return struct.pack(">Q", bits)[1:] + packet
