"""The roll: which processes a station has, in its folder, for the supervisor that comes after."""

import os

import msgspec

from engine.errors import StorageError
from engine.places import Places
from stations.alive import Identity

Roll = dict[str, Identity]


def read_roll(places: Places) -> Roll:
    """The processes as the last supervisor knew them."""
    try:
        return msgspec.json.decode((places.data / "run" / "pids.json").read_bytes(), type=Roll)
    except (OSError, msgspec.MsgspecError):
        return {}


def write_roll(places: Places, roll: Roll) -> None:
    """Raises StorageError."""
    write_private(places.data / "run" / "pids.json", msgspec.json.encode(roll))


def write_private(path: "os.PathLike[str]", content: bytes) -> None:
    """Put ``content`` at ``path``, whole or not at all, for this user alone. Raises StorageError."""
    temporary = f"{os.fspath(path)}.part"
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123  mode
            file.write(content)
        os.replace(temporary, path)  # noqa: PTH105  both are plain strings here
    except OSError as error:
        raise StorageError(f"can't write {os.fspath(path)}: {error.strerror}: free some space and try again") from error
