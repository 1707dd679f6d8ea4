"""Feeds an ``input.harbor``: follows the ring by itself, at a distance of its own, in a task of its own, so that its
trouble is nobody else's.

A connection begins as far behind its distance as Liquidsoap wants to have in hand, so that Liquidsoap plays at once;
where less than that is missing since the last one it goes on at the very frame, whichever process that was. What is
older is never sent, and counted."""

import asyncio
import time

import numpy as np

from engine.bus import Message
from engine.errors import OutputTrouble
from engine.mounts import LiquidsoapInput
from engine.outputs.follower import Follower, Piece
from engine.outputs.liquidsoap import harbor
from engine.outputs.liquidsoap.beginning import Beginning, beginning
from engine.outputs.liquidsoap.feed import Feed, tell
from engine.outputs.liquidsoap.steps import Stepping, filling
from engine.outputs.liquidsoap.titled import Title, parts
from engine.outputs.liquidsoap.watch import Watch
from engine.outputs.mender import Mender
from engine.outputs.place import Place, PlaceKeeper
from engine.outputs.source import Source
from engine.outputs.upstream.attempts import Attempts
from engine.outputs.upstream.telling import HOLD, Telling
from engine.pcm import ident
from engine.rhythm import until_next
from engine.settings import OutputsSettings
from engine.units import to_frames

LONGEST_PERIOD = 0.25  # seconds: with the stream's turns, so that one wake-up serves both
SHARE = 4  # pieces that make what Liquidsoap has in hand, at least
SHORT = 2.0  # seconds: a connection that is closed earlier was never wanted


class LiquidsoapOutput:
    """One input of ``place``. ``title``: the one heard at a programme frame; ``keeper`` knows how far the process
    before had come."""

    def __init__(  # noqa: PLR0913  what it shares with the other outputs
        self,
        place: LiquidsoapInput,
        settings: OutputsSettings,
        *,
        source: Source,
        title: Title,
        mender: Mender,
        keeper: PlaceKeeper,
    ) -> None:
        self.place = place
        self.left_out = 0  # programme frames that were never sent, but for those of the follower
        self.watch = Watch(place)
        self._settings = settings
        self._source, self._title, self._mender, self._keeper = source, title, mender, keeper
        rate = settings.sample_rate
        self._filling = filling(to_frames(place.buffer_seconds, rate), rate)
        self._period = min(LONGEST_PERIOD, place.buffer_seconds / SHARE)
        self._position: int | None = None  # the frame to be sent next
        self._follower: Follower | None = None  # while there is a connection
        self._attempts = Attempts(place)

    async def run(self) -> None:
        """Feed it, whatever happens, until this is cancelled."""
        kept = self._keeper.newest()  # until now the process before may have gone on
        self._position = kept.position if kept and kept.sample_rate == self._settings.sample_rate else None
        watching = asyncio.create_task(self.watch.run())
        try:
            await self._attempts.keep(self._live)
        finally:
            watching.cancel()
            self.watch.close()

    async def _live(self) -> None:
        """One connection. Raises OutputTrouble when it ends."""
        clock = asyncio.get_running_loop().time
        feed, telling = await Feed.open(self.place, self._settings.sample_rate), self._telling()
        began = clock()
        try:
            start, _ = self._due()  # but for the time that it takes to tell the title
            await telling.tell(self._title(start.frame if start else None))
            self._follower = follower = self._begun()
            await self._move(follower, feed, telling)
            await asyncio.sleep(until_next(self._period, clock()))
            await telling.again()  # what Liquidsoap 2.1 is told before it has begun to decode is lost
            while True:
                await self._move(follower, feed, telling)
                self._attempts.settle()
                await asyncio.sleep(until_next(self._period, clock()))
        except OutputTrouble as trouble:
            if trouble.state == "closed" and clock() - began < SHORT:
                raise harbor.busy(self.place) from trouble
            raise
        finally:
            self.left_out, self._follower = self._left_out(), None
            telling.close()
            feed.close()

    def _begun(self) -> Follower:
        """A follower that begins where the last connection ended, or as far back as Liquidsoap wants in hand."""
        rate = self._settings.sample_rate
        distance, grace = (to_frames(of, rate) for of in (self.place.distance_seconds, self._settings.grace_seconds))
        start, target = self._due()
        follower = Stepping(rate, distance, grace, np.array(ident.make(rate)), start.frame if start else 0)
        if start is not None:
            self.left_out += start.left_out
            follower.begin(start.frame, target)
        return follower

    def _due(self) -> tuple[Beginning | None, int]:
        """Where a connection begins by now, None without a ring; and the frame that is due."""
        now = time.monotonic_ns()
        ring = self._source.ring(now)
        if ring is None:
            return None, 0
        target = ring.clock(now) - to_frames(self.place.distance_seconds, ring.sample_rate)
        return beginning(self._position, target, tail=ring.tail, filling=self._filling), target

    def _left_out(self) -> int:
        return self.left_out + (self._follower.skipped if self._follower else 0)

    async def _move(self, follower: Follower, feed: Feed, telling: Telling) -> None:
        """Send what is due. Raises OutputTrouble."""
        now = time.monotonic_ns()
        ring = self._source.ring(now)
        for piece in follower.pull(ring, now):
            for part, title in parts(piece, self._title):
                await telling.tell(title)
                await feed.send(part.samples)
                self._keep(part)
        while ring is not None and (damaged := follower.look_ahead(ring, now)) is not None:
            self._mender.ask(damaged)
        if follower.waits_for is not None:
            self._mender.ask(follower.waits_for)

    def _keep(self, part: Piece) -> None:
        """``part`` is sent."""
        if part.frame is not None:
            self._position = part.frame + len(part.samples)
            self._keeper.keep(Place(self._settings.sample_rate, self._position))

    def _telling(self) -> Telling:
        hold = min(HOLD, self.place.buffer_seconds / 4)
        return Telling(self.place, lambda song: tell(self.place, song), hold)

    @property
    def state(self) -> str:
        """What is sent, or why nothing is."""
        if self._attempts.trouble is not None:
            return self._attempts.trouble.state
        return self._follower.state if self._follower is not None and self._attempts.settled else "connecting"

    def facts(self) -> Message:
        """This output's entry in ``status``. ``late``: times that Liquidsoap did not read."""
        return {
            "name": f"liquidsoap {self.place.address}",
            "state": self.state,
            "clients": int(self._attempts.settled),
            "late": self._attempts.stalled,
            "left_out_frames": self._left_out(),
            "message": str(self._attempts.trouble or ""),
            **self.watch.facts,
        }
