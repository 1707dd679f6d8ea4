"""Which code this is, and how to start a part of just this code: never another that lies in the way."""

import importlib.metadata
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[1]


class Release(Struct, frozen=True):
    """``version``: of the package; ``commit``: of the checkout, empty where it is installed; ``folder``: where the code
    lies; ``python``: what runs it."""

    version: str
    commit: str
    folder: str
    python: str

    def __str__(self) -> str:
        commit = f" ({self.commit})" if self.commit else ""
        return f"{self.version}{commit} in {self.folder}"


@cache
def this_release() -> Release:
    """The code that runs this."""
    try:
        version = importlib.metadata.version("everset")
    except importlib.metadata.PackageNotFoundError:
        version = "unknown"
    return Release(version, _commit(), str(ROOT), sys.executable)


def _commit() -> str:
    if not (ROOT / ".git").exists():
        return ""
    try:
        asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
        return subprocess.run(asked, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def command(module: str, *options: str, release: Release | None = None) -> list[str]:
    """``python -m MODULE OPTIONS`` of ``release``, or of this code; run it in :func:`environment`."""
    python = release.python if release else sys.executable
    return [python, "-P", "-m", module, *options]  # -P: what lies in the current folder is not imported


def environment(release: Release | None = None) -> dict[str, str]:
    """This process's environment, with the code of ``release``, or this, found first."""
    folder = release.folder if release else str(ROOT)
    found = os.environ.get("PYTHONPATH", "")
    paths = [folder, *(part for part in found.split(os.pathsep) if part and part not in (folder, str(ROOT)))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
