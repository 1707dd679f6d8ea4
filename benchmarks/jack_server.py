"""A JACK server with a dummy for a sound card, for those who measure and for tests: real ports, no hardware."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 10.0  # seconds for it to come up
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  where JACK keeps what it shares


@contextmanager
def jack_server(folder: Path, *, rate: int = 44_100, period: int = 1_024) -> Iterator[dict[str, str]]:
    """What has to be in the environment of its clients; ``period``: its frames a cycle (short ones hold few messages,
    twenty in 64 frames; what is more is lost, and so is what comes in a cycle that a busy machine misses). It ends with
    the context. Raises RuntimeError with its last words."""
    name = f"everset-{os.getpid()}-{time.monotonic_ns() % 1_000_000}"
    variables = {"JACK_DEFAULT_SERVER": name, "JACK_NO_START_SERVER": "1", "JACK_NO_AUDIO_RESERVATION": "1"}
    order = ["jackd", "-n", name, "-r", "-d", "dummy", "-r", str(rate), "-p", str(period)]
    log = folder / "jackd.log"
    with log.open("wb") as said:
        server = subprocess.Popen(order, stdout=said, stderr=said, env={**os.environ, **variables})
    try:
        wait = ["jack_wait", "-w", "-t", str(round(PATIENCE)), "-s", name]
        answers = subprocess.run(wait, capture_output=True, check=False, env={**os.environ, **variables})
        if answers.returncode or server.poll() is not None:
            raise RuntimeError(f"jackd did not come up: {log.read_text(errors='replace')[-500:]}")
        yield variables
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        for left in SHARED_MEMORY.glob(f"jack*{name}*"):
            left.unlink(missing_ok=True)
