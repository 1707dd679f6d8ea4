"""Opus by libopus inside PyAV, in pages; other rates than its own are resampled by soxr."""

from fractions import Fraction

import av
import numpy as np
import soxr
from av.audio.codeccontext import AudioCodecContext

from engine.outputs.blocks import Blocks
from engine.outputs.encoded import Encoded, Runs
from engine.outputs.follower import Piece
from engine.outputs.ogg import page
from engine.outputs.opus import DELAY, PACKET, PACKETS, RATE, SERIAL, unit_of
from engine.ring.ring import Samples

HEADER_PAGES = 2


class OpusEncoder:
    """At a constant bit rate; ``number``: of the first page that it makes, counted from the stream's first."""

    def __init__(self, sample_rate: int, bitrate_kbps: int, number: int) -> None:
        self._codec = _codec(bitrate_kbps)
        self._resampler = None if sample_rate == RATE else soxr.ResampleStream(sample_rate, RATE, 2, dtype="float32")
        self._blocks = Blocks(PACKET)
        self._packets: list[bytes] = []
        self._number = number
        self._runs = Runs(unit_of(sample_rate), DELAY)

    def feed(self, piece: Piece) -> list[Encoded]:
        """The pages that ``piece`` completes."""
        self._runs.feed(piece)
        for block in self._blocks.feed(self._at_48k(piece.samples)):
            self._packets += [bytes(packet) for packet in self._codec.encode(_frame(block))]
        made = self._pages()
        return list(self._runs.encoded(b"".join(made), list(map(len, made))))

    def _at_48k(self, samples: Samples) -> Samples:
        if self._resampler is None:
            return samples
        resampled: Samples = self._resampler.resample_chunk(np.ascontiguousarray(samples))
        return resampled

    def _pages(self) -> list[bytes]:
        pages = []
        while len(self._packets) >= PACKETS:
            packets, self._packets = self._packets[:PACKETS], self._packets[PACKETS:]
            granule = (self._number + 1) * PACKET * PACKETS
            pages.append(page(packets, granule=granule, serial=SERIAL, number=self._number + HEADER_PAGES))
            self._number += 1
        return pages


def _codec(bitrate_kbps: int) -> AudioCodecContext:
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, AudioCodecContext)
    codec.sample_rate, codec.layout, codec.format = RATE, "stereo", "flt"
    codec.bit_rate, codec.time_base = bitrate_kbps * 1000, Fraction(1, RATE)
    codec.options = {"vbr": "off"}  # so that bytes behind are seconds behind, whoever listens
    codec.open()
    return codec


def _frame(block: Samples) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="stereo")
    frame.sample_rate = RATE
    return frame
