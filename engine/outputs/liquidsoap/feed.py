"""A connection to an ``input.harbor``: what waits beside the system's buffer is one piece."""

from engine.mounts import LiquidsoapInput
from engine.outputs.liquidsoap import harbor
from engine.outputs.liquidsoap.pcm import encode, header
from engine.outputs.upstream import connection, words
from engine.outputs.upstream.connection import PATIENCE, Line
from engine.ring.ring import Samples


class Feed:
    """One connection, open."""

    def __init__(self, place: LiquidsoapInput, line: Line) -> None:
        self._place = place
        self._line = line

    @classmethod
    async def open(cls, place: LiquidsoapInput, sample_rate: int) -> "Feed":
        """Become the source of ``place``. Raises OutputTrouble when it is away, or refuses."""
        line = await connection.connected(place)
        try:
            harbor.taken(place, await connection.asked(place, line, harbor.source(place)))
            line.writer.write(header(sample_rate))
        except BaseException:
            line.writer.transport.abort()
            raise
        return cls(place, line)

    async def send(self, samples: Samples) -> None:
        """Send ``samples``; there when the system has them all. Raises OutputTrouble."""
        await connection.send(self._place, self._line, encode(samples), PATIENCE)

    def close(self) -> None:
        """What the system holds is still sent."""
        connection.closed(self._line)


async def tell(place: LiquidsoapInput, song: str) -> None:
    """Have ``place`` show ``song`` from the sound on that it has not been sent yet. Raises OutputTrouble."""
    async with connection.asking(place, words.title(place, song)) as (_, head):
        harbor.taken(place, head)


async def trial(place: LiquidsoapInput) -> None:
    """Raises OutputTrouble when a source with these settings would not be taken."""
    async with connection.asking(place, harbor.trial(place)) as (_, head):
        harbor.tried(place, head)
