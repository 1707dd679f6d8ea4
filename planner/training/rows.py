"""What training learns from: measured transitions, one row each, kept in the station's folder so that
training goes on where it stopped."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from engine.errors import StorageError

#: Of what a row means. Rows of another number are left unread: their scores can't be compared.
VERSION = 1


Lanes = Literal["varispeed", "stretched"]


class Row(Struct, frozen=True, kw_only=True):
    """The best of several lengths of one pair at one place.

    ``a``, ``b``: ids of the tracks; ``earliest``, ``entry``: the shares of them before which nothing was
    used; ``song_a``, ``song_b``: what they are versions of. ``features`` (14), of the planned transition, or
    of the pair alone where ``planned`` is false. ``quality`` 0..1 and ``bars``: of the length that scored
    best; ``tried``: the score of each. ``lanes``: what was measured."""

    a: str
    b: str
    earliest: float
    entry: float
    song_a: str
    song_b: str
    features: list[float]
    planned: bool
    recipe: str
    quality: float
    bars: int
    tried: dict[int, float]
    measures: dict[str, float | None]
    lanes: Lanes
    version: int = VERSION


class Rows:
    """A file of rows, one JSON object a line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Row]:
        """All rows. A line that a crash cut short is skipped, and so are rows of another version."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageError(f"can't read {self._path} ({error.strerror}): check its permissions") from error
        return [row for line in lines if (row := _decode(line)) is not None and row.version == VERSION]

    def add(self, rows: Iterable[Row]) -> None:
        """Append, and wait for the disk. Raises StorageError; what was there before stays."""
        data = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                if file.tell() and not self._ends_clean():
                    file.write(b"\n")
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StorageError(f"can't write {self._path} ({error.strerror}): free some space there") from error

    def _ends_clean(self) -> bool:
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def _decode(line: bytes) -> Row | None:
    try:
        return msgspec.json.decode(line, type=Row)
    except msgspec.MsgspecError:
        return None
