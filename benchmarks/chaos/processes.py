"""The processes of a station, and how they are found."""

import os
from pathlib import Path

from engine.places import SHARED_MEMORY

PROCESSES = ("supervisor", "engine", "outputs", "planner", "web")
SHARED = f"{SHARED_MEMORY}/"
MARK = "EVERSET_CHAOS"  # in the environment of every process that a run has started, and of all their children


def marked(mark: str) -> dict[int, list[str]]:
    """The living processes, by pid with the words of their command line, whose environment carries ``mark``."""
    wanted = f"{MARK}={mark}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int(folder.name) != os.getpid() and wanted in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
    return found


def shared_files(pid: int) -> set[str]:
    """The files in shared memory that process ``pid`` has mapped."""
    try:
        lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    except OSError:
        return set()
    return {line[line.index(SHARED) :].removesuffix(" (deleted)") for line in lines if SHARED in line}
