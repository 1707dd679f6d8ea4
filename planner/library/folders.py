"""The station's folders as the disk shows them at one look: their files, and what in them can't be read."""

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from planner.library.scan import SeenFile, find_files, sight

FOLDER = "folder"  # the code of a folder, or of something in one, that can't be looked at


class Sighting(Struct, frozen=True):
    """``files`` by path; ``problems``: by path what can't be looked at, and what to do about it."""

    files: dict[str, SeenFile]
    problems: dict[str, str]


def look_at(folders: Iterable[Path]) -> Sighting:
    """Every music file below ``folders``, however often they overlap. Never fails: what can't be read is a
    problem."""
    files: dict[str, SeenFile] = {}
    problems: dict[str, str] = {}

    def note(problem: OSError) -> None:
        problems[os.fsdecode(problem.filename)] = advice(problem)

    for folder in folders:
        for path in find_files(folder, note):
            try:
                files[str(path)] = sight(path)
            except OSError:
                continue  # gone between the listing and the look
    return Sighting(files, problems)


def advice(problem: OSError) -> str:
    """What is wrong with a folder, for people."""
    reason = problem.strerror or str(problem)
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return f"the folder is not there ({reason}): mount it, or take it out of the configuration"
    return f"can't be looked into ({reason}): check its permissions, and the disk it is on"


def below(path: str, folders: Iterable[Path]) -> bool:
    """Whether ``path`` is one of ``folders`` or in one."""
    return any(path == str(folder) or path.startswith(f"{str(folder).rstrip(os.sep)}{os.sep}") for folder in folders)
