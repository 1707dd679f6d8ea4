"""An engine's parts, pumped by a test: time is passed in; the mixer, ring and journal are the real ones."""

import threading
from pathlib import Path

from engine.journal.journal import Journal
from engine.mixing.load_loop import LoadLoop
from engine.mixing.mixer import Mixer
from engine.mixing.render_loop import RenderLoop
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme, Splice
from engine.programme.touch import Touch
from engine.ring.geometry import Geometry
from engine.ring.writer import RingWriter
from engine.timeline import Distances, Timeline
from ext.clock import SECOND, Clock

RATE, BLOCK = 8_000, 800  # ten blocks a second
IDENT = Clip(at=0, length=100 * RATE, lane=0, pcm="ident", map=plain_map(100 * RATE, 0), part="ident")


class SlowJournal(Journal):
    """The real one on a disk that hangs until it is let go."""

    def __init__(self, folder: Path, rate: int) -> None:
        super().__init__(folder, rate)
        self.free = threading.Event()
        self.free.set()

    def append(self, splice: Splice) -> int:
        self.free.wait()
        return super().append(splice)

    def touch(self, touches: list[Touch]) -> None:
        self.free.wait()
        super().touch(touches)


class Parts:
    """An engine's parts, without its threads, in blocks of ``block`` frames."""

    def __init__(self, folder: Path, rate: int = RATE, block: int = BLOCK) -> None:
        self.mixer = Mixer(rate)
        room = self.mixer.state_room
        geometry = Geometry(sample_rate=rate, block_frames=block, block_count=40, snapshot_bytes=room)
        self.writer = RingWriter.create(folder / "ring", geometry, epoch=0, generation=1)
        self.clock = Clock(rate, epoch=0, bound=60 * SECOND)
        self.load = LoadLoop(self.mixer, 5 * rate)
        self.render = RenderLoop(self.mixer, self.writer, self.clock)
        self.journal = SlowJournal(folder, rate)
        distances = Distances(settled=2 * rate, near=rate, kept=3 * rate, block=block)
        self.timeline = Timeline(
            Programme(clips=[IDENT]), self.journal, (self.render, self.load), distances, patience=0.2
        )
        self.mixer.follow(self.timeline.programme)
        self.load.load()

    def until(self, now: int) -> None:
        """Render what is due by ``now``."""
        while not self.render.step(now):
            self.load.load()

    def on_disk(self) -> list[Clip]:
        return Journal(self.journal.path.parent, RATE).replay().programme.clips
