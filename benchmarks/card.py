"""A sound card at the head: how late a frame is heard there, what playing it costs, and how soon a card that stops is
noticed. On JACK's dummy server in real time, blocks and calls of 5 ms; the engine and the card are processes of their
own. Each part that is heard is found in the ring, which says when the station's clock passed it."""

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import psutil

from benchmarks.beside import play, process, status
from benchmarks.price.station import wait_until
from benchmarks.room import Ear, Room, Samples, room
from benchmarks.row import Row
from engine.places import Places
from engine.ring.reader import RingReader

RATE = 44_100
PERIOD = 220  # frames: 5 ms
SECONDS = 20.0
WITHIN = RATE // 2  # frames behind the clock within which a part is looked for
SETTINGS: dict[str, dict[str, object]] = {
    "engine": {"block_frames": PERIOD, "blocks_at_once": 1, "ring_seconds": 60},
    "card": {"device": "system", "buffer_frames": PERIOD},
}


def rows(folder: Path) -> list[Row]:
    """Milliseconds, and shares of a core."""
    places = Places(folder / "station").make()
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, (90 * RATE, 2))  # no frame is like another
    play(places, noise.astype(np.float32), RATE)
    with room(rate=RATE, period=PERIOD) as server, ExitStack() as running:
        engine, card = (
            running.enter_context(process(name, places, settings, server.environment))
            for name, settings in SETTINGS.items()
        )
        latencies, costs, facts = _heard(server, places, {"engine": engine, "card": card})
        server.stop()
        began = time.monotonic()
        card.wait(20)
        noticed = time.monotonic() - began
    late = {"median": np.median(latencies), "99 %": np.percentile(latencies, 99), "longest": latencies.max()}
    return [
        *(Row(f"clock to card, {what}", "everset", round(float(ms), 1), "ms", None, "") for what, ms in late.items()),
        *(Row(f"CPU of {who}", "everset", round(value, 1), "% of a core", None, "") for who, value in costs.items()),
        Row("times that nothing was in hand", "everset", float(str(facts["late"])), "", None, ""),
        Row("correction of its clock", "everset", float(str(facts["drift_ppm"])), "ppm", None, ""),
        Row("a card that stops is noticed after", "everset", round(noticed, 2), "s", None, ""),
    ]


def _heard(
    server: Room, places: Places, running: dict[str, "subprocess.Popen[bytes]"]
) -> tuple["np.ndarray[tuple[int], np.dtype[np.float64]]", dict[str, float], dict[str, object]]:
    """Milliseconds from the clock to the card, call by call; the processes' shares of a core; what the card says."""
    ear = Ear(server)
    try:
        wait_until(ear.connect, 20)
        time.sleep(3)  # the start is another matter
        first, before = len(ear.parts), _spent(running)
        time.sleep(SECONDS)
        parts, after = ear.parts[first:], _spent(running)
    finally:
        ear.close()
    costs = {name: 100 * (after[name] - before[name]) / SECONDS for name in running}
    facts = status(places, "card")["outputs"][0]
    return _latencies(parts, RingReader.open(places.ring)), costs, facts


def _spent(running: dict[str, "subprocess.Popen[bytes]"]) -> dict[str, float]:
    times = {name: psutil.Process(process.pid).cpu_times() for name, process in running.items()}
    return {name: one.user + one.system for name, one in times.items()}


def _latencies(parts: list[tuple[int, Samples]], ring: RingReader) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Milliseconds that each of ``parts``, as it came, is behind the station's clock. Where a part lies in the ring is
    found by its sound, as one that was read between the samples has none of them."""
    ms = []
    for when, part in parts:
        passed = ring.clock(when)
        begin = max(passed - WITHIN, ring.tail + 2 * PERIOD)
        near = ring.read(begin, min(passed, ring.head) - begin)[:, 0]
        ms.append(1e3 * (passed - begin - int(np.argmax(np.correlate(near, part[:, 0], "valid")))) / RATE)
    return np.array(ms)
