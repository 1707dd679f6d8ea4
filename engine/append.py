"""A file that lines are appended to, each of which is on the disk when :meth:`AppendFile.append` returns."""

import os
from pathlib import Path

from engine.errors import StorageError


class AppendFile:
    """Whole lines or none: a write that the disk refuses is taken back, so what follows it is never torn."""

    def __init__(self, path: Path) -> None:
        """Raises StorageError when ``path`` can't be opened."""
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            self.size = os.fstat(self._file).st_size
            self._end_torn_line()
        except OSError as error:
            raise StorageError(f"can't append to {path}: {error.strerror}") from error

    def _end_torn_line(self) -> None:
        # What a killed writer left unfinished stays as it is, on a line of its own.
        if self.size and os.pread(self._file, 1, self.size - 1) != b"\n":
            self.size += os.write(self._file, b"\n")

    def append(self, lines: bytes, *, sync: bool = True) -> None:
        """Append ``lines``, which end in a newline. Raises StorageError, with nothing appended."""
        try:
            written = os.write(self._file, lines)
            if written < len(lines):  # the disk took a part: ask again for its reason
                os.write(self._file, lines[written:])
            if sync:
                os.fdatasync(self._file)
        except OSError as error:
            self._take_back()
            raise StorageError(
                f"{self.path} can't grow ({error.strerror}): free some space; nothing stored was lost"
            ) from error
        self.size += len(lines)

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._file, self.size)
        except OSError:
            self.size = os.fstat(self._file).st_size

    def close(self) -> None:
        """Safe to repeat."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, whole or not at all, and on the disk. Raises StorageError."""
    fresh = path.with_name(path.name + ".fresh")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StorageError(f"can't write {path} ({error.strerror}): free some space") from error


def sync_folder(folder: Path) -> None:
    """A renamed file is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
