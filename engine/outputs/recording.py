"""A file output: what goes out, in files of bounded length, of which the newest are kept.

Its thread has a bounded queue of its own, so a disk that is slow or full costs the recording and nothing
else."""

import queue
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import soundfile

from engine.logs import logger
from engine.outputs.follower import Piece
from engine.ring.ring import Samples
from engine.settings import Recording

QUEUED = 128  # pieces: half a minute of a disk that hangs
RETRY = 30.0  # seconds until a disk that refused is asked again
NAME = re.compile(r"everset-\d{8}-\d{6}-\d+\.(flac|wav)")

State = Literal["recording", "disk full", "closed"]

log = logger(__name__)


class FileOutput:
    """Records to ``settings.folder``. ``clock``: Unix time, for names and for asking a refusing disk
    again."""

    def __init__(self, settings: Recording, sample_rate: int, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.late = 0  # pieces that found the queue full, or the disk
        self.state: State = "recording"
        self._sample_rate = sample_rate
        self._clock = clock
        self._pieces: queue.Queue[Piece | None] = queue.Queue(QUEUED)
        self._file: soundfile.SoundFile | None = None
        self._room = 0  # frames until the next file
        self._retry_at = 0.0
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def push(self, piece: Piece) -> None:
        """Queue ``piece``; a full queue is counted, never waited for."""
        try:
            self._pieces.put_nowait(piece)
        except queue.Full:
            self.late += 1

    def stop(self, timeout: float = 1.0) -> None:
        """Write what is queued and close the file, within ``timeout`` seconds."""
        try:
            self._pieces.put(None, timeout=timeout)
        except queue.Full:
            return
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while (piece := self._pieces.get()) is not None:
            self.write(piece)
        self._close()
        self.state = "closed"

    def write(self, piece: Piece) -> None:
        """Write ``piece``, over as many files as it takes; what the disk refuses is counted."""
        if self._file is None and self._clock() < self._retry_at:
            self.late += 1
            return
        try:
            self._write(piece.samples, piece.frame)
            self.state = "recording"
        except (OSError, soundfile.SoundFileError) as error:
            self.late += 1
            self._refused(error)

    def _write(self, samples: Samples, frame: int | None) -> None:
        while len(samples):
            if self._file is None:
                self._open(frame)
            assert self._file is not None
            part, samples = samples[: self._room], samples[self._room :]
            self._file.write(part)
            self._room -= len(part)
            frame = None if frame is None else frame + len(part)
            if self._room == 0:
                self._close()

    def _open(self, frame: int | None) -> None:
        settings = self.settings
        settings.folder.mkdir(parents=True, exist_ok=True)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(self._clock()))
        path = settings.folder / f"everset-{stamp}-{frame or 0}.{settings.format}"
        self._file = soundfile.SoundFile(path, "w", self._sample_rate, 2, "PCM_24", format=settings.format.upper())
        self._room = max(1, round(settings.minutes * 60 * self._sample_rate))
        for old in recordings(settings.folder)[: -settings.keep]:
            old.unlink(missing_ok=True)

    def _refused(self, error: Exception) -> None:
        if self.state != "disk full":
            log.error("recording stopped", folder=str(self.settings.folder), why=str(error), again_in=RETRY)
        self.state = "disk full"
        self._retry_at = self._clock() + RETRY
        self._close()

    def _close(self) -> None:
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except (OSError, soundfile.SoundFileError):
            self.late += 1

    def facts(self) -> dict[str, object]:
        """This output's entry in ``status``."""
        name = f"file {self.settings.folder}"
        return {"name": name, "state": self.state, "clients": 0, "late": self.late}


def recordings(folder: Path) -> list[Path]:
    """Our files in ``folder``, oldest first; nobody else's are ever removed."""
    return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
