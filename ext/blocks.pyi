"""What Python sees of a ring's blocks: ``engine.ring.writer`` is their twin on the control side."""

from mmap import mmap

class Blocks:
    """Writes blocks into ``memory``, the ring's mapping, writable. ``head``, ``epoch``, ``generation``, ``records``,
    ``samples``, ``slots``: where each lies, in bytes (engine.ring.geometry). ``mine``: the generation that may
    write."""

    def __init__(
        self,
        memory: mmap,
        *,
        head: int,
        epoch: int,
        generation: int,
        records: int,
        samples: int,
        slots: int,
        slot_bytes: int,
        start: int,
        block_frames: int,
        block_count: int,
        every: int,
        kept: int,
        mine: int,
    ) -> None: ...
    def begin(self) -> None:
        """The block at the head is about to be written over."""
    def keep(self, state: bytes, frame: int) -> None:
        """``state``, which fits, is the mixer's at ``frame``."""
    def publish(self, state: bytes) -> bool:
        """The block at the head is filled, and ``state`` is the mixer's behind it: move the head. False, with nothing
        done, when the ring is another writer's by now."""
