"""A file output: what goes out, in files that end with the hour, of which the newest are kept, each with a cue sheet.

Its thread has a bounded queue of its own, so a disk that is slow or full costs the recording and nothing
else."""

import queue
import re
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import soundfile

from engine.logs import logger
from engine.outputs.cue import CueSheet
from engine.outputs.encoded import Encoded
from engine.outputs.follower import Piece
from engine.outputs.part import Samples, Units
from engine.outputs.tape_file import PcmFile, TapeFile, UnitFile
from engine.programme.programme import Mark
from engine.settings import Recording

QUEUED = 128  # parts: half a minute of a disk that hangs
RETRY = 30.0  # seconds until a disk that refused is asked again
SHORTEST = 10.0  # seconds; what would be shorter goes on to the next boundary
NAME = re.compile(r"everset-\d{8}-\d{6}-\d+\.(flac|wav|mp3)")

State = Literal["recording", "disk full", "closed"]
Titles = Callable[[int, int], Sequence[tuple[int, Mark | None]]]

log = logger(__name__)


def untitled(_first: int, _last: int) -> Sequence[tuple[int, Mark | None]]:
    """For who knows of no titles."""
    return ()


class FileOutput:
    """Records to ``settings.folder``. ``clock``: Unix time, for names, for where files end, and for asking a refusing
    disk again. ``titles(first, last)``: what begins to play in these programme frames, and what plays at the first."""

    def __init__(
        self,
        settings: Recording,
        sample_rate: int,
        clock: Callable[[], float] = time.time,
        *,
        titles: Titles = untitled,
        station: str = "Everset",
    ) -> None:
        self.settings = settings
        self.late = 0  # parts that found the queue full, or the disk
        self.state: State = "recording"
        self._sample_rate = sample_rate
        self._clock = clock
        self._titles = titles
        self._station = station
        self._parts: queue.Queue[Samples | Units | None] = queue.Queue(QUEUED)
        self._file: TapeFile | None = None
        self._sheet: CueSheet | None = None
        self._written = 0  # frames in the file
        self._room = 0  # frames until the next file
        self._retry_at = 0.0
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def push(self, piece: Piece) -> None:
        """Queue samples; a full queue is counted, never waited for."""
        self._put(Samples(piece))

    def push_units(self, encoded: Encoded) -> None:
        """Queue what is encoded already; the same."""
        self._put(Units(encoded))

    def _put(self, part: Samples | Units) -> None:
        try:
            self._parts.put_nowait(part)
        except queue.Full:
            self.late += 1

    def stop(self, timeout: float = 1.0) -> None:
        """Write what is queued and close the file, within ``timeout`` seconds."""
        try:
            self._parts.put(None, timeout=timeout)
        except queue.Full:
            return
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while (part := self._parts.get()) is not None:
            self.write(part)
        self._close()
        self.state = "closed"

    def write(self, part: Samples | Units) -> None:
        """Write ``part``, over as many files as it takes; what the disk refuses is counted."""
        if self._file is None and self._clock() < self._retry_at:
            self.late += 1
            return
        try:
            self._write(part)
            self.state = "recording"
        except (OSError, soundfile.SoundFileError) as error:
            self.late += 1
            self._refused(error)

    def _write(self, part: Samples | Units) -> None:
        while len(part):
            if self._file is None:
                self._open(part.frame)
            assert self._file is not None
            now, part = part.parted(min(self._room, len(part)))
            self._file.write(now)
            self._note(now)
            self._written += len(now)
            self._room -= len(now)
            if self._room <= 0:
                self._close()

    def _open(self, frame: int | None) -> None:
        settings, now = self.settings, self._clock()
        settings.folder.mkdir(parents=True, exist_ok=True)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
        path = settings.folder / f"everset-{stamp}-{frame or 0}.{settings.format}"
        self._file = UnitFile(path) if settings.format == "mp3" else PcmFile(path, self._sample_rate)
        self._sheet = CueSheet(path, self._station)
        self._written, self._room = 0, self._until_boundary(now)
        for old in recordings(settings.folder)[: -settings.keep]:
            old.unlink(missing_ok=True)
            old.with_suffix(".cue").unlink(missing_ok=True)

    def _until_boundary(self, now: float) -> int:
        """Frames until the file is full: its length is a period of the clock, so that hours begin with the hour."""
        period = self.settings.minutes * 60
        left = period - now % period
        left += period if left < min(SHORTEST, period / 4) else 0
        return max(1, round(left * self._sample_rate))

    def _note(self, part: Samples | Units) -> None:
        """Have the cue sheet tell what begins in ``part``."""
        assert self._sheet is not None
        known = len(self._sheet.entries)
        if part.frame is None:
            self._sheet.note(self._written / self._sample_rate, None)
        else:
            for frame, mark in self._titles(part.frame, part.frame + len(part)):
                self._sheet.note((self._written + frame - part.frame) / self._sample_rate, mark)
        if len(self._sheet.entries) != known:
            self._sheet.write()

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
