"""The engine's process: puts the parts together, has them beat, and takes them apart."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable

from engine.beat import Beat
from engine.bus import Message, Server
from engine.control import Control
from engine.errors import EversetError, RingError
from engine.hand.hand import Hand
from engine.hand.silence import lowest
from engine.journal.aired import Aired
from engine.journal.chronicle import Chronicle, Counts
from engine.journal.journal import Journal, Replay
from engine.ladder.guard import Guard
from engine.ladder.ladder import Ladder, Reach
from engine.ladder.lookout import Lookout
from engine.ladder.watchdog import Watchdog
from engine.logs import logger
from engine.mixing.load_loop import LoadLoop
from engine.mixing.mixer import Mixer
from engine.mixing.render_loop import RenderLoop
from engine.mixing.repair import Repairer
from engine.mixing.repairs import Repairs
from engine.pcm import ident
from engine.pcm.safety import SafetyStore
from engine.pcm.stock import Stock
from engine.places import Places
from engine.programme.clip import Clip
from engine.programme.overrides import Overrides
from engine.realtime import Realtime
from engine.rhythm import until_next
from engine.ring.opening import Opening, Told, again, open_ring
from engine.settings import EngineSettings
from engine.timeline import Distances, Timeline
from engine.units import to_frames
from ext.clock import SECOND, Clock

LEAD_PATIENCE = 0.5  # seconds for what is rendered ahead of leaving: two of sound take a few milliseconds
BEAT = 1.0  # seconds between two looks at the ladder, at marks and at what was late: each costs half a millisecond
BEHIND = 0.5  # seconds behind its clock from which on the head is catching up, and eats PCM fast
LEAVING = 1.0  # seconds that a disk may take in all when the engine leaves: the next one waits for the lease
LEAD_SLACK, LEAD_LOOK = 0.1, 0.005  # seconds: how exactly a lead is waited for

log = logger(__name__)


class EngineService:
    """One engine, from its start to SIGTERM. The caller holds the lease."""

    def __init__(
        self, places: Places, settings: EngineSettings, told: Told | None = None, stop: asyncio.Event | None = None
    ) -> None:
        """Bring back what was on air; ``told``: by the engine that has just left; ``stop``: has this one leave. Raises
        EversetError when the station's folder or memory can't be used."""
        self.settings = settings
        self.journal = Journal(places.journal, settings.sample_rate)
        self.aired = Aired(places.journal)
        replay = self.journal.replay()
        known = max([replay.frame, *(record.frame for record in self.aired.recent)])
        opening = self._open(places, known, told, replay.overrides)
        if replay.damaged or self.aired.damaged:
            log.warning("damaged lines were left out", journal=replay.damaged, aired=self.aired.damaged)
        lead, bound = round(settings.lead_seconds * SECOND), round(settings.catch_up_seconds * SECOND)
        self.fresh = opening.state is None
        self.how = opening.how
        geometry = opening.writer.ring.geometry
        self.remembered = geometry.remembered
        self.played = max(geometry.start, opening.head - geometry.remembered), opening.head  # by the one before
        clock = Clock(settings.sample_rate, opening.writer.epoch, bound=bound, lead=lead, set_at=opening.set_at)
        self.load = LoadLoop(self.mixer, self._frames(settings.ahead_seconds), lambda: self.in_hand < -BEHIND)
        self.render = RenderLoop(self.mixer, opening.writer, clock, realtime(settings), at_once=settings.blocks_at_once)
        self.timeline = self._timeline(replay)
        self.ladder = Ladder(Reach.of(settings, settings.sample_rate), len(ident.make(settings.sample_rate)))
        watchdog = Watchdog(opening.writer.ring, settings.sample_rate, self._left_by_a_hand)
        repairer = Repairer(opening.writer.ring, lambda frame: self._mixer(frame, self.mixer.stock))
        self.repairs = Repairs(repairer, self.timeline.heard)
        self.guard = Guard(
            Lookout(self.mixer.held), watchdog, self._bring_again, self.repairs.mend, settings.ahead_seconds / BEAT
        )
        self.stopping = stop or asyncio.Event()
        self.hand = self._hand()
        self.control = self._control(places)
        handlers = {**self.control.handlers(), **self.repairs.handlers(), **self.hand.handlers()}
        self.server = Server(places.socket("engine"), handlers, self._first_events, self.hand.left)
        self.beat = Beat(
            self.timeline, self.ladder, self.guard, self.control, Chronicle(self.aired, opening.head),
            counts=self._counts, publish=self.server.publish,
        )  # fmt: skip
        log.info("opened", head=opening.head, how=opening.how, generation=opening.writer.generation)

    def _frames(self, seconds: float) -> int:
        return to_frames(seconds, self.settings.sample_rate)

    def _open(self, places: Places, known: int, told: Told | None, overrides: Overrides) -> Opening:
        settings, now = self.settings, time.monotonic_ns()
        size = self._mixer(0).state_room
        opening = open_ring(places, settings, known=known, state_bytes=size, now=now, told=told)
        self.mixer = self._live_mixer(opening)
        if opening.state is not None:
            try:
                self.mixer.restore(opening.state)
            except RingError as error:  # another version's
                log.warning("the last seconds are rendered again", why=str(error))
                opening = again(places, settings, size, Told(opening.head, opening.writer.epoch), now)
                self.mixer = self._live_mixer(opening)
        self.mixer.override(overrides)
        if opening.how != "resumed":
            opening.writer.keep(self.mixer.state(), opening.head)
        return opening

    def _live_mixer(self, opening: Opening) -> Mixer:
        """The one on air. What it plays stays in memory for as long as it may have to be rendered again."""
        return Mixer(
            self.settings.sample_rate,
            start=opening.head,
            ceiling_dbtp=self.settings.ceiling_dbtp,
            ahead=self._frames(self.settings.ahead_seconds),
            behind=opening.writer.ring.geometry.remembered,
            on_trouble=lambda message: log.warning("PCM can't be played", why=message),
        )

    def _mixer(self, start: int, spare: Stock | None = None) -> Mixer:
        """One like the one on air, from frame ``start`` on."""
        return Mixer(self.settings.sample_rate, start=start, ceiling_dbtp=self.settings.ceiling_dbtp, spare=spare)

    def _timeline(self, replay: Replay) -> Timeline:
        distances = Distances.of(self.settings, self.settings.sample_rate, self.remembered)
        timeline = Timeline(
            replay.programme, self.journal, (self.render, self.load), distances,
            known=replay.known, overrides=replay.overrides,
        )  # fmt: skip
        # What a killed engine did not come to write down lies in its last snapshot.
        timeline.touched([touch for touch in self.mixer.touched() if touch.number > replay.overrides.number])
        return timeline

    def _control(self, places: Places) -> Control:
        return Control(
            self.timeline,
            self.render,
            self.aired,
            SafetyStore(places.journal),
            join=self.ladder.reach.join,
            fade=self.ladder.reach.fade,
            repairs=self.repairs.status,
            hand=self.hand.status,
            silences=lambda: self.guard.silences,
            changed=self._publish_programme,
            retire=self._retire,
        )

    def _hand(self) -> Hand:
        return Hand(
            self.timeline,
            self.render,
            self.ladder,
            safety=lambda: self.control.safety,
            now=time.monotonic_ns,
            publish=self._publish,
            changed=self._publish_programme,
            watched=lambda: self.server.named("hand"),
        )

    def _left_by_a_hand(self, clip: Clip, start: int, end: int) -> float | None:
        return lowest(self.timeline.overrides.copy(), clip, start, end)

    def _bring_again(self, pcm: str) -> None:
        """Have the file ``pcm`` read anew, at once."""
        self.mixer.bring_again(pcm)
        self.load.wake()

    @property
    def head(self) -> int:
        """The first frame that is not in the ring yet."""
        return self.timeline.head

    @property
    def in_hand(self) -> float:
        """Seconds until the block at the head is due; negative while the engine is behind."""
        return (self.render.clock.due(self.head) - time.monotonic_ns()) / SECOND

    async def _retire(self, ahead_seconds: float) -> None:
        """Render ahead, so that who comes next has that time, and leave."""
        self.render.lead(self._frames(ahead_seconds))
        patience = time.monotonic() + LEAD_PATIENCE
        while self.in_hand < ahead_seconds - LEAD_SLACK and time.monotonic() < patience:  # noqa: ASYNC110  a thread's progress
            await asyncio.sleep(LEAD_LOOK)
        self.stopping.set()

    async def run(self, on_air: Callable[[], None] = lambda: None) -> None:
        """Play until told to stop, or ``retire``; ``on_air`` is called when it begins. Raises RingError when another
        engine took the station over."""
        await self._begin()
        on_air()
        try:
            await self._beats()
            failed = self.render.failed
        finally:
            await self._end()
        if failed:
            raise self.render.error or EversetError("the render loop ended by itself: see the log, start it again")

    async def _begin(self) -> None:
        step = self.beat.begin(fresh=self.fresh)
        self.load.load()
        self.control.keep_at_hand()
        await self.server.start()
        quiet_interpreter()
        self.render.start()
        self.load.start()
        threading.Thread(target=self._recall, args=self.played, name="recall", daemon=True).start()
        await self.beat.begun(step)
        log.info("on air", head=self.timeline.head)

    def _recall(self, start: int, end: int) -> None:
        """Have the PCM of what the engine before played, while its files are there: it may have to be rendered again
        for readers behind the head."""
        if start < end:
            self.mixer.recall(start, end)
            log.info("recalled", start=start, end=end)

    async def _end(self) -> None:
        self.render.stop()
        await self.server.stop()
        self.load.stop()
        self.guard.close()
        await self.beat.leave()
        await self.timeline.close(self.aired.close)
        log.info("left", head=self.timeline.head)

    async def _beats(self) -> None:
        stop = asyncio.create_task(self.stopping.wait())
        stop.add_done_callback(lambda _: self.timeline.hurry(LEAVING))
        hand = asyncio.create_task(self.hand.run())
        while not self.stopping.is_set() and not self.render.failed:
            await self.beat.once()
            await asyncio.wait([stop], timeout=until_next(BEAT, asyncio.get_running_loop().time()))
        stop.cancel()
        hand.cancel()

    def _counts(self) -> Counts:
        return Counts(self.render.clock.late_blocks, self.mixer.late, self.render.given_up)

    def _first_events(self) -> list[Message]:
        self.hand.telling.moved()
        return [{"event": "programme", **self.control.programme()}, {"event": "hand", **self.hand.state()}]

    def _publish(self, event: str, **facts: object) -> None:
        self.server.publish(event, **facts)

    def _publish_programme(self) -> None:
        self._publish("programme", **self.control.programme())


def realtime(settings: EngineSettings) -> Realtime:
    """The audio thread's right of way, as it is set."""
    return Realtime(priority=settings.realtime_priority, cpus=tuple(settings.cpus), lock=settings.lock_memory)


def quiet_interpreter() -> None:
    """Keep answers and the loader from being held up: what lives is never searched for garbage again (a full collection
    takes tens of milliseconds), what comes is collected once a minute."""
    gc.collect()
    gc.freeze()
    gc.disable()
