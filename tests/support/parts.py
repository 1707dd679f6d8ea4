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

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, RATE)
        self.free = threading.Event()
        self.free.set()

    def append(self, splice: Splice) -> int:
        self.free.wait()
        return super().append(splice)

    def touch(self, touches: list[Touch]) -> None:
        self.free.wait()
        super().touch(touches)


class Parts:
    """An engine's parts, without its threads."""

    def __init__(self, folder: Path) -> None:
        self.mixer = Mixer(RATE)
        geometry = Geometry(sample_rate=RATE, block_frames=BLOCK, block_count=40, snapshot_bytes=self.mixer.state_room)
        self.writer = RingWriter.create(folder / "ring", geometry, epoch=0, generation=1)
        self.clock = Clock(RATE, epoch=0, bound=60 * SECOND)
        self.load = LoadLoop(self.mixer, 5 * RATE)
        self.render = RenderLoop(self.mixer, self.writer, self.clock)
        self.journal = SlowJournal(folder)
        distances = Distances(settled=2 * RATE, near=RATE, kept=3 * RATE, block=BLOCK)
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
