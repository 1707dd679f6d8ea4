"""MP3 by LAME, frame by frame, each with the programme frame that a listener hears first in it."""

from collections import deque

import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.codec import CodecContext
from msgspec import Struct

from engine.outputs.follower import Piece
from engine.ring import Samples

FRAME = 1152  # samples in an MP3 frame of MPEG-1 layer III


class EncodedFrame(Struct, frozen=True):
    """One MP3 frame. ``frame``: the programme frame of the first sample a decoder makes of it; None: the
    ident's."""

    data: bytes
    frame: int | None


class Mp3Encoder:
    """One encoder, whatever the number of listeners.

    LAME's delay of 576 samples and the decoder's of 529 put the sample that went in at *i* out at *i* + 1105;
    libav gives a packet's time with that taken off, measured to be exact: the first sample decoded from a
    packet of time *t* is sample *t* of what was fed. The bit reservoir is off, so that every frame stands
    alone: a listener may join at any, and hears that one. At 192 kbit/s that costs little."""

    def __init__(self, sample_rate: int, bitrate_kbps: int, quality: int) -> None:
        self._codec = open_lame(sample_rate, bitrate_kbps, quality)
        self._sample_rate = sample_rate
        self._waiting: list[Samples] = []
        self._count = 0  # samples waiting
        self._fed = 0  # samples the encoder took
        self._taken = 0  # samples taken from pieces
        self._runs: deque[tuple[int, int | None]] = deque()  # where in the samples which programme frame begins

    def feed(self, piece: Piece) -> list[EncodedFrame]:
        """The MP3 frames that ``piece`` completes."""
        self._note(piece.frame)
        self._taken += len(piece.samples)
        self._waiting.append(piece.samples)
        self._count += len(piece.samples)
        frames: list[EncodedFrame] = []
        while self._count >= FRAME:
            frames += self._encode(self._next())
        return frames

    def _note(self, frame: int | None) -> None:
        """Remember where the programme jumps; a run that goes on needs no note."""
        if not self._runs or self._at(self._runs[-1], self._taken) != frame:
            self._runs.append((self._taken, frame))

    @staticmethod
    def _at(run: tuple[int, int | None], sample: int) -> int | None:
        return None if run[1] is None else run[1] + sample - run[0]

    def _next(self) -> Samples:
        whole = np.concatenate(self._waiting)
        self._waiting = [whole[FRAME:]]
        self._count -= FRAME
        return whole[:FRAME]

    def _encode(self, samples: Samples) -> list[EncodedFrame]:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = self._sample_rate, self._fed
        self._fed += FRAME
        return [EncodedFrame(bytes(packet), self._heard(packet.pts or 0)) for packet in self._codec.encode(frame)]

    def _heard(self, sample: int) -> int | None:
        """The programme frame of a sample that was fed; the first packets lie before the first sample."""
        while len(self._runs) > 1 and self._runs[1][0] <= sample:
            self._runs.popleft()
        return self._at(self._runs[0], sample)


def open_lame(sample_rate: int, bitrate_kbps: int, quality: int) -> AudioCodecContext:
    """A constant bit rate, as Icecast and old players expect, and no muxer: packets are the stream's
    frames."""
    codec = CodecContext.create("libmp3lame", "w")
    assert isinstance(codec, AudioCodecContext)
    codec.sample_rate = sample_rate
    codec.layout = "stereo"
    codec.format = "fltp"
    codec.bit_rate = bitrate_kbps * 1000
    codec.options = {"reservoir": "0", "compression_level": str(quality)}
    codec.open()
    return codec
