"""Our own stream: an engine that plays what it has, and the outputs."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.beside import process
from benchmarks.crowd.load import KBPS
from benchmarks.ports import free_port
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
        made = [running.enter_context(process(name, places, one)) for name, one in settings.items()]
        yield made[-1].pid, port
