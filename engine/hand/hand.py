"""The hand: what controllers and pages ask of the mix, and what becomes of it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from engine.bus import Handler, Message
from engine.hand.asking import COMMANDS, asked, matches, released
from engine.hand.landing import landing, seam_end
from engine.hand.lengths import Lengths
from engine.hand.panic import Panic
from engine.hand.positions import positions
from engine.hand.sources import GRACE_SECONDS, NOBODY, Sources
from engine.hand.telling import Telling
from engine.hand.touching import Touching
from engine.ladder.ladder import Ladder
from engine.logs import logger
from engine.mixing.render_loop import RenderLoop
from engine.pcm.safety import Safety
from engine.programme.claim import Claims, made
from engine.programme.touch import Touch
from engine.timeline import Timeline

log = logger(__name__)


class Hand:
    """Answers the commands of a hand. ``ladder`` and ``safety``: what panic plays, and how; ``now``: CLOCK_MONOTONIC in
    nanoseconds. ``publish`` reaches who subscribed, ``changed`` tells them the programme, ``watched`` says whether
    somebody wants to see every move."""

    def __init__(  # noqa: PLR0913  the parts that a hand reaches
        self,
        timeline: Timeline,
        render: RenderLoop,
        ladder: Ladder,
        *,
        safety: Callable[[], Safety | None],
        now: Callable[[], int],
        publish: Callable[..., None],
        changed: Callable[[], None],
        watched: Callable[[], bool],
    ) -> None:
        self.skips = self.panics = 0
        self.telling = Telling(self.state, publish, watched)
        self._timeline = timeline
        self._ladder = ladder
        self._safety = safety
        self._now = now
        self._changed = changed
        self._lengths = Lengths.at(render.mixer.sample_rate)
        self._touching = Touching(render, self._made)
        self._claims: Claims = timeline.overrides.newest()
        self._sources = Sources(name for name, claim in self._claims.items() if claim.claimed)
        self._holding: set[str] = set()

    def handlers(self) -> dict[str, Handler]:
        """By command."""
        return {
            **{command: partial(self._ask, command) for command in COMMANDS},
            "skip": self._skip,
            "hold": self._hold,
            "hand_back": self._hand_back,
            "panic": self._panic,
            "goodbye": self._goodbye,
            "hand_state": self._tell,
        }

    async def run(self) -> None:
        """Send touches, hear of them, and tell, for ever."""
        await asyncio.gather(self._touching.run(), self.telling.run(), self._release_the_lost())

    # --- what is asked ----------------------------------------------------------------------------------------------

    def _ask(self, command: str, request: Message) -> Message:
        end = seam_end(self._timeline.programme, self._timeline.head)
        touches = asked(command, request, self._lengths, end)
        self._send(touches, self._sources.of(request))
        return {}

    def _skip(self, request: Message) -> Message:
        self._sources.of(request)
        self.skips += 1
        log.info("a hand skips to what is announced")
        return self._moved()

    def _hold(self, request: Message) -> Message:
        source = self._sources.of(request)
        if request.get("on", True):
            self._holding.add(source)
        else:
            self._holding.clear()
        log.info("a hand holds the track on air" if self._holding else "the track on air is held no longer")
        return self._moved()

    def _hand_back(self, request: Message) -> Message:
        self._sources.of(request)
        if not {"deck", "control"} & request.keys():
            self._holding.clear()
        self._give_back(name for name in self._sources.holders if matches(name, request))
        return self._moved()

    async def _panic(self, request: Message) -> Message:
        self._sources.of(request)
        self._holding.clear()
        moment, threshold = self._timeline.moment(self._now()), self._ladder.reach.threshold
        until = max(moment.horizon + threshold, moment.until) + threshold
        panic = Panic(ladder=self._ladder, safety=self._safety(), quick=self._lengths.quick, until=until)
        self._sources.holders.clear()
        change = await self._timeline.overtake(panic.splice, panic.touches, self._now)
        self._touching.expect(len(panic.touches(change.at)))
        self.panics += 1
        log.warning("panic", at=change.at, plays=change.marks[0].title or change.marks[0].kind)
        self._changed()
        return {"frame": change.at, **self._moved()}

    def _goodbye(self, request: Message) -> Message:
        source = self._sources.of(request)
        self._sources.gone(source)
        self._go(source)
        return {}

    def _tell(self, request: Message) -> Message:
        self._sources.of(request)
        return self.state()

    # --- what becomes of it -----------------------------------------------------------------------------------------

    def _made(self, touches: Sequence[Touch]) -> None:
        known = self._timeline.overrides.number  # an engine that came back hears of some again
        touches = [touch for touch in touches if touch.number > known]
        self._claims = made(self._claims, touches)
        self._timeline.touched(touches)
        self._moved()

    def _moved(self) -> Message:
        self.telling.moved()
        return {}

    def _send(self, touches: Sequence[Touch], source: str) -> None:
        for touch in touches:
            self._sources.note(touch, source)
        self._touching.ask(touches)

    def _give_back(self, names: Iterable[str]) -> None:
        """Have the automation take these controls again."""
        until = landing(self._timeline.programme, self._timeline.head, self._lengths)
        self._send([released(name, until, self._lengths) for name in names], NOBODY)

    def left(self, connection: int) -> None:
        """A connection has ended: what its sources claimed goes back."""
        for source in self._sources.left(connection):
            self._go(source)

    def _go(self, source: str) -> None:
        held = self._sources.held_by(source)
        if held or source in self._holding:
            log.info("who had a hand on the mix has gone: the automation takes over", source=source, held=held)
        self._holding.discard(source)
        self._give_back(held)
        self._moved()

    async def _release_the_lost(self) -> None:
        """What was claimed when this engine came up, and nobody came back for."""
        await asyncio.sleep(GRACE_SECONDS)
        self._go(NOBODY)

    # --- what is told -----------------------------------------------------------------------------------------------

    def state(self) -> Message:
        """What ``hand_state`` answers and ``hand`` tells."""
        head = self._timeline.head
        stand = positions(self._timeline.programme, self._claims, self._sources.holders, head)
        return {"frame": head, **stand, **self._transport()}

    def _transport(self) -> Message:
        return {
            "hold": bool(self._holding),
            "skips": self.skips,
            "panics": self.panics,
            "sources": self._sources.names,
        }

    def status(self) -> Message:
        """What ``status`` tells of it."""
        return {
            "claims": sum(claim.claimed for claim in self._claims.values()),
            "touches": self._timeline.overrides.number,
            "coalesced": self._touching.coalesced,
            **self._transport(),
        }
