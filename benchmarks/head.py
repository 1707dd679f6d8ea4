"""The head in real time: a programme rendered into a ring as the engine does it, in blocks of 5 ms, on one core."""

import os
import time
from pathlib import Path

from benchmarks.row import Row, against
from engine.mixing.block_times import block_ms
from engine.mixing.load_loop import LoadLoop
from engine.mixing.mixer import Mixer
from engine.mixing.render_loop import RenderLoop
from engine.programme.programme import Programme
from engine.realtime import Realtime
from engine.ring.geometry import Geometry
from engine.ring.writer import RingWriter
from ext.clock import SECOND, Clock

SECONDS = 10
BLOCK = 220
PRIORITY = 10


def rows(folder: Path, what: str, programme: Programme, rate: int) -> list[Row]:
    """``programme``, SECONDS of it at most: its late blocks, and how long the longest took."""
    render = _played(folder, programme, rate)
    about = f"{what}, live in blocks of {1e3 * BLOCK / rate:.1f} ms"
    took = block_ms(render.times)
    return [
        *against(
            about, f"late of {render.times.count} blocks", {"everset": float(render.clock.late_blocks)}, "everset"
        ),
        *against(about, "ms, 99 % of blocks", {"everset": took["p99"]}, "everset"),
        *against(about, "ms, longest block", {"everset": took["worst"]}, "everset"),
    ]


def _played(folder: Path, programme: Programme, rate: int) -> RenderLoop:
    mixer = Mixer(rate, ahead=2 * rate)
    geometry = Geometry(sample_rate=rate, block_frames=BLOCK, block_count=1_000, snapshot_bytes=mixer.state_room)
    load = LoadLoop(mixer, 2 * rate)
    mixer.follow(programme)
    load.load()
    epoch = time.monotonic_ns() + SECOND  # time to lock the memory in
    writer = RingWriter.create(folder / "head.ring", geometry, epoch=epoch, generation=1)
    core = min(os.sched_getaffinity(0))
    render = RenderLoop(mixer, writer, Clock(rate, epoch), Realtime(priority=PRIORITY, cpus=(core,), lock=True))
    render.start()
    load.start()
    while render.head < min(SECONDS * rate, programme.end) and not render.failed:
        time.sleep(0.05)
    failed = render.failed
    render.stop()
    load.stop()
    if failed:
        raise render.error or RuntimeError("the render loop ended by itself")
    return render
