"""Records a stream as a listener would hear it: connects, decodes, writes, and connects again when it breaks."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import soundfile

from engine.errors import StorageError, Unreachable, UsageError

ATTEMPTS = 40  # without a sound between them
PAUSE = 0.5  # seconds between two, as players do
PATIENCE = (5.0, 5.0)  # seconds to connect, and without a byte
FORMATS = (".flac", ".wav")


class Recorder:
    """``seconds`` of the stream at ``url`` into ``out`` (FLAC or WAV, 24 bit). Raises UsageError for another ending."""

    def __init__(self, url: str, out: Path, seconds: float, *, attempts: int = ATTEMPTS, pause: float = PAUSE) -> None:
        if out.suffix.lower() not in FORMATS:
            raise UsageError(f"{out}: name a file that ends in {' or '.join(FORMATS)}")
        self.reconnects = -1
        self.errors = 0
        self.frames = 0
        self.sample_rate = 0
        self._url = url
        self._out = out
        self._wanted = seconds
        self._attempts = attempts
        self._pause = pause
        self._file: soundfile.SoundFile | None = None

    @property
    def seconds(self) -> float:
        """How much was recorded."""
        return self.frames / self.sample_rate if self.sample_rate else 0.0

    def run(
        self,
        report: Callable[[float, float], None] = lambda done, total: None,
        say: Callable[[str], None] = lambda words: None,
    ) -> None:
        """Record. ``report``: seconds of how many; ``say``: what it waits for, and that it goes on. Raises Unreachable
        when the stream stays away, StorageError when the disk refuses; what was recorded until then is kept."""
        failures, said = 0, ""
        try:
            while self._left():
                before = self.frames
                why = self._attempt(report)
                if self.frames > before:
                    failures, said = 0, ""
                else:
                    failures += 1
                if failures >= self._attempts:
                    raise Unreachable(f"{self._url} can't be heard ({why}): is the station on air?")
                if self._left():
                    if why != said:
                        say(self._waiting(why))
                    said = why
                    time.sleep(self._pause)
        finally:
            self._close()

    def _waiting(self, why: str) -> str:
        patience = f"{self._attempts} attempts, {self._pause:g} s apart"
        return f"waiting for {self._url} after {self.seconds:.1f} s of sound: {why} ({patience}; Ctrl-C ends it)"

    def _left(self) -> int:
        """Frames that are still to be recorded; 1 while the sample rate is not known."""
        return round(self._wanted * self.sample_rate) - self.frames if self.sample_rate else 1

    def _attempt(self, report: Callable[[float, float], None]) -> str:
        """Listen until the stream breaks, or until nothing is left to be recorded; why it ended."""
        try:
            with av.open(self._url, timeout=PATIENCE) as stream:
                self.reconnects += 1
                for frame in self._decoded(stream):
                    self._write(frame)
                    report(self.seconds, self._wanted)
                    if not self._left():
                        break
        except (OSError, ValueError, av.FFmpegError) as error:
            return str(error)
        return "it ended"

    def _decoded(self, stream: av.container.InputContainer) -> Iterator[av.AudioFrame]:
        if not stream.streams.audio:
            raise ValueError("there is no sound in it")
        resampler = av.AudioResampler(format="flt", layout="stereo", rate=self.sample_rate or None)
        for packet in stream.demux(stream.streams.audio[0]):
            try:
                frames = packet.decode()
            except av.InvalidDataError:
                self.errors += 1
                continue
            for frame in frames:
                assert isinstance(frame, av.AudioFrame)
                yield from resampler.resample(frame)

    def _write(self, frame: av.AudioFrame) -> None:
        try:
            if self._file is None:
                self.sample_rate = frame.sample_rate
                self._file = soundfile.SoundFile(self._out, "w", frame.sample_rate, 2, subtype="PCM_24")
            samples: np.ndarray = frame.to_ndarray().reshape(-1, 2)[: self._left()]
            self._file.write(samples)
        except (OSError, AssertionError, soundfile.SoundFileError) as error:  # an assertion: fewer frames were written
            advice = f"free some space, or name another place; {self.seconds:.1f} s are kept"
            raise StorageError(f"can't write {self._out} ({error}): {advice}") from error
        self.frames += len(samples)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
