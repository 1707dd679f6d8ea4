"""A file that lines are appended to, each of which is on the disk when :meth:`AppendFile.append` returns."""

import contextlib
import os
import shutil
from pathlib import Path

from engine.errors import StorageError


class AppendFile:
    """Whole lines or none: a write that the disk refuses is taken back, so what follows it is never torn.

    The file is opened when something is written, and again when it was deleted: a disk that refuses costs only what
    it refuses. ``harmed``: what was in it is no longer there, somebody deleted or cut it behind our back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.harmed = False
        self._torn = False  # what a killed writer left unfinished stays as it is, on a line of its own
        self._file = -1
        with contextlib.suppress(OSError):  # it is asked again when there is something to write
            self._open()

    def append(self, lines: bytes, *, sync: bool = True) -> None:
        """Append ``lines``, which end in a newline. Raises StorageError, with nothing appended."""
        try:
            self._ready()
            content = b"\n" + lines if self._torn else lines
            write_all(self._file, content)
            if sync:
                os.fdatasync(self._file)
        except OSError as error:
            self._take_back()
            raise StorageError(
                f"{self.path} can't grow ({error.strerror}): free some space; nothing stored was lost"
            ) from error
        self.size += len(content)
        self._torn = False

    def look(self) -> None:
        """See whether it was harmed; a disk that does not answer is not asked twice."""
        with contextlib.suppress(OSError):
            self._ready()

    def _ready(self) -> None:
        """Have the file open that lies at the path, and know its end."""
        if self._file >= 0 and not self._in_place():
            self.close()
        if self._file < 0:
            self._open()
        size = os.fstat(self._file).st_size
        if size != self.size:
            self.harmed |= size < self.size
            self._measure()

    def _in_place(self) -> bool:
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self._file))
        except FileNotFoundError:
            return False

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        before = self.size
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._measure()
        self.harmed |= self.size < before

    def _measure(self) -> None:
        self.size = os.fstat(self._file).st_size
        self._torn = bool(self.size) and os.pread(self._file, 1, self.size - 1) != b"\n"

    def _take_back(self) -> None:
        if self._file < 0:
            return
        try:
            os.ftruncate(self._file, self.size)
        except OSError:  # then what got there stays, and the next line begins behind it
            self.close()

    def close(self) -> None:
        """Safe to repeat."""
        if self._file >= 0:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = -1


def write_all(file: int, content: bytes) -> None:
    """A disk that takes a part is asked again, for the rest or its reason. Raises OSError."""
    done = 0
    while done < len(content):
        done += os.write(file, content[done:])


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, whole or not at all, and on the disk. Raises StorageError."""
    fresh = path.with_name(path.name + ".fresh")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise StorageError(f"can't write {path} ({error.strerror}): free some space") from error


def also_at(source: Path, target: Path) -> None:
    """Have the file ``source`` at ``target`` too: a hard link, a copy where the file system can't. Raises OSError."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def sync_folder(folder: Path) -> None:
    """A renamed file is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
