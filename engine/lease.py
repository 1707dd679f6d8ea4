"""The lease: one engine owns a station at a time.

The kernel keeps it (flock), so it ends with its process, however that dies. The ring's generation guards what
a lock on a file can't: an engine whose lock file was deleted finds the ring taken over, and stops."""

import contextlib
import fcntl
import os
from pathlib import Path

from engine.errors import StationBusy, StorageError


class Lease:
    """Held from :meth:`take` until :meth:`release` or the end of the process."""

    def __init__(self, file: int, path: Path) -> None:
        self._file = file
        self.path = path

    @classmethod
    def take(cls, path: Path) -> "Lease":
        """Raises StationBusy, with the owner's process id, when another engine holds it, StorageError when there is
        nothing to lock. A disk that is full or read-only is good enough for a lock."""
        try:
            file = _opened(path)
        except OSError as error:
            raise StorageError(f"can't open the lease {path}: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = _owner(file)
            os.close(file)
            raise StationBusy(
                f"process {owner} is the engine of the station in {path.parent}: stop it, or use another --data"
            ) from None
        with contextlib.suppress(OSError):  # whose process it is, is told where the disk lets us
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        return cls(file, path)

    def release(self) -> None:
        """Give the station back; safe to repeat."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> "Lease":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _opened(path: Path) -> int:
    """The file to lock; where it can't be made, its folder."""
    for place, flags in ((path, os.O_RDWR | os.O_CREAT), (path, os.O_RDONLY)):
        with contextlib.suppress(OSError):
            return os.open(place, flags | os.O_CLOEXEC, 0o600)
    return os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)


def _owner(file: int) -> str:
    with contextlib.suppress(OSError):
        return os.pread(file, 32, 0).decode("ascii", "replace").strip() or "unknown"
    return "unknown"
