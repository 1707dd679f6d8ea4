"""The crate: tracks as prepared PCM on disk, a cache of bounded size."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Container, Iterable
from pathlib import Path

from engine.pcm.file import frames_there
from planner.catalogue.track import Track
from planner.jobs import Jobs
from planner.library.prepare import prepare_pcm

ABANDONED_SECONDS = 1_800.0  # longer than any job may take
ROUGHLY = 0.5  # seconds by which what was listened to may be longer than what was prepared
PREPARE_SECONDS = 180.0  # a three-hour mix decodes in about 15 s on a slow core


class Crate:
    """Prepared PCM in ``folder`` at ``sample_rate``, at most ``limit`` bytes, the least recently used thrown out first;
    ``busy`` names the files that the programme still plays."""

    def __init__(
        self, folder: Path, sample_rate: int, limit: int, jobs: Jobs, busy: Callable[[], Iterable[str]]
    ) -> None:
        self._folder = folder
        self._sample_rate = sample_rate
        self._limit = limit
        self._jobs = jobs
        self._busy = busy

    def path(self, track: Track) -> Path:
        """Where the PCM of ``track`` lies, once it is prepared."""
        return self._folder / f"{track.id}-{self._sample_rate}.f32"

    async def fetch(self, track: Track, seconds: float = PREPARE_SECONDS) -> Path:
        """The PCM of ``track``, decoded by a job within ``seconds`` if it is not there as a whole. Raises JobFailed,
        SetAside or StorageError."""
        path = self.path(track)
        if whole(path, track, self._sample_rate):
            with contextlib.suppress(OSError):  # a full or read-only disk: only the order of use is lost
                os.utime(path)
            return path
        return await self.prepare(track, seconds)

    def holds(self, pcm: str) -> bool:
        """Whether the file ``pcm`` is, or was, one of this crate's."""
        return Path(pcm).parent == self._folder

    async def prepare(self, track: Track, seconds: float = PREPARE_SECONDS) -> Path:
        """The same, decoded in any case; who has the file before open keeps it."""
        path = self.path(track)
        await self._jobs.run(seconds, prepare_pcm, Path(track.path), path, self._sample_rate)
        self.tidy(keep=frozenset({str(path)}))
        return path

    def tidy(self, keep: frozenset[str] = frozenset()) -> None:
        """Throw out the least recently used files beyond the limit, never what the programme plays."""
        tidy(self._folder, self._limit, keep | set(self._busy()))


def whole(path: Path, track: Track, sample_rate: int) -> bool:
    """Whether ``path`` holds all of ``track``: a disk that lost something, or another program, may have cut it."""
    wanted = round((track.analysis.duration - ROUGHLY) * sample_rate)
    return frames_there(path) >= max(wanted, 1)


def tidy(folder: Path, limit: int, needed: Container[str]) -> None:
    """Delete the least recently used prepared files in ``folder`` until it holds at most ``limit`` bytes, and what jobs
    that were killed left half made; what is ``needed`` (paths) stays."""
    with contextlib.suppress(OSError):  # what can't be deleted now is tried again
        for path in folder.glob(".*"):
            if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        _shrink(folder, limit, needed)


def _shrink(folder: Path, limit: int, needed: Container[str]) -> None:
    total = 0
    files = (file for file in folder.glob("[!.]*") if file.is_file())
    for file in sorted(files, key=lambda file: file.stat().st_mtime, reverse=True):
        size = file.stat().st_size
        if total + size > limit and str(file) not in needed:
            file.unlink(missing_ok=True)
        else:
            total += size
