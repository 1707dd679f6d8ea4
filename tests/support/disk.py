"""A disk that is full, without filling one; a disk that hangs, without breaking one."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """A disk that is full at ``size`` bytes a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A real file system of ``size`` bytes mounted at ``place``. Skips, loudly, where this user may not mount."""
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("NO SMALL DISK: this user may not mount one")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Fill the disk that holds the folder ``disk`` to the last byte; removing the file returned makes room again."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return ballast


HANG = """
import os, pathlib, time

def hung(file, real=os.fdatasync):
    while pathlib.Path({flag!r}).exists():
        pathlib.Path({asked!r}).touch()
        time.sleep(0.01)
    real(file)

os.fdatasync = hung
"""


class HangingDisk:
    """For processes that are started with ``variables`` in their environment: while it hangs, what they have written
    does not become safe. ``folder``: a place of its own for this."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._flag, self._asked = folder / "hangs", folder / "asked"
        (folder / "sitecustomize.py").write_text(HANG.format(flag=str(self._flag), asked=str(self._asked)))
        found = os.environ.get("PYTHONPATH", "")
        self.variables = {"PYTHONPATH": os.pathsep.join(filter(None, [str(folder), found]))}

    def hang(self) -> None:
        self._flag.touch()

    @property
    def hangs(self) -> bool:
        """Whether somebody waits for it."""
        return self._asked.exists()
