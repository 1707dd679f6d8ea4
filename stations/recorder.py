"""Records a stream as a listener would hear it: connects, decodes, writes, and connects again when it breaks."""

import time
from collections.abc import Callable
from pathlib import Path

import av
import soundfile

from engine.errors import Unreachable

BLOCK = 65_536
ATTEMPTS = 40  # half a second apart, as players do
PAUSE = 0.5


class Recorder:
    """``seconds`` of the stream at ``url`` into ``out`` (FLAC or WAV, 24 bit)."""

    def __init__(self, url: str, out: Path, seconds: float) -> None:
        self.reconnects = -1
        self.errors = 0
        self.frames = 0
        self.sample_rate = 0
        self._url = url
        self._out = out
        self._wanted = seconds
        self._file: soundfile.SoundFile | None = None

    @property
    def seconds(self) -> float:
        """How much was recorded."""
        return self.frames / self.sample_rate if self.sample_rate else 0.0

    def run(self, report: Callable[[float, float], None] = lambda done, total: None) -> None:
        """Record. Raises Unreachable when the stream stays away."""
        try:
            failures = 0
            while self.seconds < self._wanted:
                before = self.frames
                try:
                    self._listen(report)
                except (OSError, av.FFmpegError) as error:
                    failures = 0 if self.frames > before else failures + 1
                    if failures >= ATTEMPTS:
                        raise Unreachable(f"{self._url} can't be heard ({error}): is the station on air?") from error
                    time.sleep(PAUSE)
        finally:
            if self._file is not None:
                self._file.close()

    def _listen(self, report: Callable[[float, float], None]) -> None:
        with av.open(self._url, timeout=(5.0, 5.0)) as stream:
            self.reconnects += 1
            audio = stream.streams.audio[0]
            resampler = av.AudioResampler(format="flt", layout="stereo")
            for packet in stream.demux(audio):
                try:
                    frames = [part for frame in packet.decode() for part in resampler.resample(frame)]
                except av.InvalidDataError:
                    self.errors += 1
                    continue
                for frame in frames:
                    self._write(frame)
                report(self.seconds, self._wanted)
                if self.seconds >= self._wanted:
                    return

    def _write(self, frame: av.AudioFrame) -> None:
        if self._file is None:
            self.sample_rate = frame.sample_rate
            self._file = soundfile.SoundFile(self._out, "w", frame.sample_rate, 2, subtype="PCM_24")
        self._file.write(frame.to_ndarray().reshape(-1, 2))
        self.frames += frame.samples
