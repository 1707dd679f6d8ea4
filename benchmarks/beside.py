"""An engine and a process of a station beside it, each by itself, without a supervisor."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.price.station import wait_until
from engine.client import ask
from engine.errors import EversetError
from engine.journal.journal import Journal
from engine.places import Places
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Mark, Splice

START = 30.0  # seconds


def play(places: Places, samples: NDArray[np.float32], rate: int) -> None:
    """``samples`` (frames, 2) in the journal from frame 0 on, for an engine that starts."""
    path = places.pcm / "sound.f32"
    samples.astype(np.float32).tofile(path)
    count = len(samples)
    clip = Clip(at=0, length=count, lane=0, pcm=str(path), map=plain_map(count, 0), track="sound")
    Journal(places.journal, rate).append(Splice(at=0, clips=[clip], marks=[Mark(at=0, kind="track", track="sound")]))


@contextmanager
def process(
    name: str, places: Places, settings: Mapping[str, object], environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """The process of that name, from when it answers until the end; it leaves nothing in shared memory."""
    path = places.data / f"{name}.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    module = "engine" if name == "engine" else f"engine.{name}"
    command = [sys.executable, "-m", module, "--data", str(places.data), "--settings", str(path)]
    variables = {**os.environ, **(environment or {})}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=variables) as running:
        try:
            wait_until(lambda: bool(status(places, name)), START)
            yield running
        finally:
            running.terminate()
            running.wait()
            for left in {"engine": [places.ring], "outputs": [places.place]}.get(name, list[Path]()):
                left.unlink(missing_ok=True)


def status(places: Places, name: str) -> dict[str, Any]:
    """What that process says of itself; nothing while it does not answer."""
    try:
        return ask(places.socket(name), "status")
    except EversetError:
        return {}
