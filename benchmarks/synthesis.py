"""Music by synthesis, made by the stations' own process: benchmarks start stations, and import nothing of them."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "stations.demo")


def demo_tracks(folder: Path) -> list[Path]:
    """All of the demo's tracks, in their order, without stems."""
    subprocess.run([*COMMAND, folder], check=True)
    return sorted((folder / "tracks").glob("*.flac"))


def short_pieces(pieces: Sequence[dict[str, Any]]) -> None:
    """Each of ``pieces``: its ``path``, ``bpm``, ``seconds``, and what else stations.demo.short takes."""
    if pieces:
        subprocess.run([*COMMAND, "--pieces", json.dumps(pieces)], check=True)
