"""Finds the music in a folder, and what has changed since the last look."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import structlog
from msgspec import Struct

from engine.errors import SetAside
from planner.library.tags import printable

EXTENSIONS = frozenset({
    ".mp3", ".mp2", ".flac", ".wav", ".wave", ".w64", ".aif", ".aiff", ".aifc", ".ogg", ".oga", ".opus",
    ".m4a", ".m4b", ".m4p", ".mp4", ".aac", ".caf", ".mka", ".webm",
})  # fmt: skip

log = structlog.get_logger()


class SeenFile(Struct, frozen=True):
    """A file as the disk shows it; ``content`` is its content id where known, else empty."""

    path: str
    size: int
    mtime_ns: int
    content: str = ""


class Changes(Struct, frozen=True, kw_only=True):
    """``moved`` and ``retagged`` pair the old sighting with the current one; ``refused`` says why."""

    new: list[SeenFile]
    changed: list[SeenFile]
    gone: list[SeenFile]
    moved: list[tuple[SeenFile, SeenFile]]
    retagged: list[tuple[SeenFile, SeenFile]]
    refused: list[tuple[SeenFile, SetAside]]


def find_files(folder: Path, on_problem: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """Every regular file with a music file's extension below ``folder``, in order, hidden ones left out.

    Follows links to folders, each folder once, so that a loop ends. ``on_problem`` hears of folders that
    can't be read; without it they are logged.
    """
    seen: set[tuple[int, int]] = set()
    problems = on_problem or _report
    for place, folders, files in os.walk(folder, onerror=problems, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if not _first_visit(place, seen):
            folders.clear()
            continue
        for name in sorted(files):
            path = Path(place, name)
            if not name.startswith(".") and path.suffix.lower() in EXTENSIONS and _is_file(path, problems):
                yield path


def sight(path: Path) -> SeenFile:
    """The file as the disk shows it now; OSError when it is gone."""
    status = path.stat()
    return SeenFile(str(path), status.st_size, status.st_mtime_ns)


def changes(known: Iterable[SeenFile], found: Iterable[SeenFile], identify: Callable[[str], str]) -> Changes:
    """What ``found`` changes in ``known``.

    A file of the same path, size and modification time is the same; others are told by their content id,
    for which ``identify(path)`` is asked (it may raise SetAside).
    """
    before = {file.path: file for file in known}
    now = {file.path: file for file in found}
    result = Changes(new=[], changed=[], gone=[], moved=[], retagged=[], refused=[])
    left = {file.content: file for path, file in before.items() if path not in now and file.content}
    for path, file in now.items():
        old = before.get(path)
        if old is None or (old.size, old.mtime_ns) != (file.size, file.mtime_ns):
            _sort_in(result, old, file, left, identify)
    homes = {old.path for old, _ in result.moved}
    result.gone.extend(file for path, file in before.items() if path not in now and path not in homes)
    return result


def _sort_in(
    result: Changes,
    old: SeenFile | None,
    file: SeenFile,
    left: dict[str, SeenFile],
    identify: Callable[[str], str],
) -> None:
    try:
        current = SeenFile(file.path, file.size, file.mtime_ns, identify(file.path))
    except SetAside as reason:
        result.refused.append((file, reason))
        return
    if old is not None and old.content == current.content:
        result.retagged.append((old, current))
    elif old is not None:
        result.changed.append(current)
    elif current.content in left:
        result.moved.append((left.pop(current.content), current))
    else:
        result.new.append(current)


def _is_file(path: Path, on_problem: Callable[[OSError], None]) -> bool:
    """Whether ``path`` is a regular file. A folder may be listed and yet not be entered: that is its problem."""
    try:
        return path.is_file()
    except PermissionError as error:
        on_problem(PermissionError(error.errno, error.strerror, str(path.parent)))
    except OSError as error:
        on_problem(error)
    return False


def _first_visit(place: str, seen: set[tuple[int, int]]) -> bool:
    try:
        status = Path(place).stat()
    except OSError:
        return False
    mark = (status.st_dev, status.st_ino)
    if mark in seen:
        return False
    seen.add(mark)
    return True


def _report(problem: OSError) -> None:
    name = printable(str(problem.filename))
    log.warning("folder can't be read, check its permissions", path=name, reason=problem.strerror)
