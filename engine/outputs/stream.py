"""One format on air: its sound, and who hears it."""

from collections.abc import Iterator

from engine.outputs.audience import Audience
from engine.outputs.follower import Piece
from engine.outputs.sound import Sound
from engine.ring.reader import SECOND, RingReader

UNHEARD = 60 * SECOND  # without a listener for so long it sleeps: who pauses comes back to it at once


class Stream:
    """``always``: it is encoded whether anyone hears it or not."""

    def __init__(self, sound: Sound, audience: Audience, *, always: bool) -> None:
        self.sound = sound
        self.audience = audience
        self.always = always
        self._heard_at = 0

    @property
    def name(self) -> str:
        """As in its address, and in ``status``."""
        return f"stream.{self.sound.format.name}"

    def wake(self, ring: RingReader | None, now: int) -> None:
        """Begin, with the burst and what came before it, if it sleeps."""
        self._heard_at = now
        if not self.sound.awake:
            self.sound.resume(ring, now)

    def rest(self, now: int) -> None:
        """Sleep, if nobody has heard it for a while."""
        if self.audience.listeners or self.always:
            self._heard_at = now
        elif self.sound.awake and now - self._heard_at > UNHEARD:
            self.sound.sleep()

    def due(self, ring: RingReader | None, now: int) -> Iterator[Piece]:
        """What is to be encoded now."""
        return self.sound.follower.pull(ring, now) if self.sound.awake else iter(())

    def soon(self, ring: RingReader, now: int) -> Iterator[Piece]:
        """What is cheap to encode with it."""
        return self.sound.follower.read_ahead(ring, now) if self.sound.awake else iter(())

    def facts(self, port: int) -> dict[str, object]:
        """Its entry in ``status``. ``late``: listeners dropped because they were too slow."""
        return {
            "name": self.name,
            "state": self.sound.follower.state if self.sound.awake else "asleep",
            "clients": len(self.audience.listeners),
            "late": self.audience.dropped,
            "port": port,
        }
