"""Our own stream: an engine that plays what it has, and the outputs."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.crowd.load import KBPS
from benchmarks.ports import answers, free_port
from engine.places import Places


@contextlib.contextmanager
def stream(folder: Path, listeners: int) -> Iterator[tuple[int, int]]:
    """The outputs' process and port."""
    places, port = Places(folder / "station").make(), free_port()
    settings: dict[str, dict[str, object]] = {
        "engine": {},
        "outputs": {"stream_port": port, "bitrate_kbps": KBPS, "listeners": listeners},
    }
    with contextlib.ExitStack() as running:
        running.callback(places.ring.unlink, missing_ok=True)
        running.callback(places.place.unlink, missing_ok=True)
        pids = [running.enter_context(_process(name, places, made)) for name, made in settings.items()]
        answers(port)
        yield pids[-1], port


@contextlib.contextmanager
def _process(name: str, places: Places, settings: dict[str, object]) -> Iterator[int]:
    path = places.data / f"{name}.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    module = "engine" if name == "engine" else f"engine.{name}"
    command = [sys.executable, "-m", module, "--data", str(places.data), "--settings", str(path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
