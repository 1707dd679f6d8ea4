"""The director: keeps the programme going, one transition after the other.

For each track on air it opens a ballot on what follows, splices the winner in on the plain tracks, has the seam
rendered ahead, and splices the rendered lanes over them if they came in time. What it knows it derives from the
programme, so that it goes on where an earlier director died.
"""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog

from engine.errors import EversetError, JobFailed, ProgrammeError, SetAside
from engine.pcm.file import frames_of
from engine.units import to_frames
from planner.directing.air import Overtaken, Safety
from planner.directing.bringing import TAIL_SECONDS, Bringing
from planner.directing.crew import Crew
from planner.directing.entry import Entry, last_entry, still_plays
from planner.directing.hand_over import HandOver, opening
from planner.directing.schedule import Timing, schedule
from planner.directing.wishes import Wishes
from planner.settings import PlannerSettings
from planner.transitions.gain import gain_db

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
REMEMBERED = 10  # hand-overs; each holds two tracks with all that is known of them, some hundred kB


class Director:
    """Directs one station's air with its crew. ``settled`` is called whenever a track is settled. ``remembered``: how
    many of the last hand-overs stay in memory; None: all of them, for the report of a set that ends."""

    def __init__(
        self,
        crew: Crew,
        settings: PlannerSettings,
        *,
        settled: Callable[[], None] = lambda: None,
        remembered: int | None = REMEMBERED,
    ) -> None:
        self._settled = settled
        self._crew = crew
        self._air = crew.air
        self._settings = settings
        self._wishes = Wishes(crew.air)
        self._bringing = Bringing(crew, self._wishes, settled=settled, remembered=remembered)

    @property
    def handed_over(self) -> deque[HandOver]:
        """The last hand-overs, the newest last."""
        return self._bringing.handed_over

    @property
    def late(self) -> int:
        """Seams that had to be played on the plain tracks."""
        return self._bringing.late

    async def run(self) -> None:
        """Direct for ever."""
        entry = self._derive() or await self._open()
        while True:
            try:
                entry = await self._follow(entry)
            except (Overtaken, ProgrammeError) as reason:
                log.warning("the programme is not as planned: planning anew", why=str(reason))
                await self._pause()
                entry = self._derive() or await self._open()

    def _derive(self) -> Entry | None:
        """What plays, as the programme tells; None when nothing does, or nothing that the catalogue knows."""
        entry = last_entry(self._air.programme, self._air.horizon)
        track = self._crew.shelf.track(entry.track) if entry else None
        if entry is None or track is None:
            return None
        self._crew.box.on_air(track, entry.at)
        return entry

    async def _pause(self) -> None:
        """Let time pass, so that trying again is never a busy loop."""
        await self._air.advance(self._air.frame + self._frames(PAUSE_SECONDS))

    async def _open(self) -> Entry:
        """Bring the very first track on air."""
        crew = self._crew
        while True:
            await crew.shelf.wait_for(1, self._air)
            track = await asyncio.to_thread(crew.box.first, crew.shelf, self._air.horizon)
            try:
                path = await crew.crate.fetch(track)
                at = self._air.horizon + self._air.margin
                entry, splice = opening(
                    track, str(path), frames_of(path), at,
                    target_lufs=self._air.target_lufs, sample_rate=self._air.sample_rate,
                )  # fmt: skip
                await self._air.splice(splice)
            except (SetAside, JobFailed) as error:
                await self._bringing.leave_out(track, error)
                await self._pause()
                continue
            crew.box.settled(track, at)
            self._settled()
            log.info("on air", track=track.tags.title, artist=track.tags.artist, at=at)
            return entry

    async def _follow(self, entry: Entry) -> Entry:
        """One transition: wait for the track, ballot, hand-over, rendering; what plays then."""
        crew, wishes = self._crew, self._wishes
        await self._hold_safety(entry)
        await self._until(entry.at, entry)
        wishes.forget(wishes.skips)
        timing = self._timing()
        await crew.shelf.wait_for(2, self._air, schedule(entry, self._air.frame, timing).closes)
        await crew.shelf.wait_for(1, self._air)  # a folder that is gone comes back; the ladder plays meanwhile
        plan_of = schedule(entry, self._air.frame, timing)
        ballot = await crew.box.open(crew.shelf, entry, self._air.frame, plan_of.closes)
        if not ballot.closed:  # an earlier planner closed it, and could not act on it any more
            over = ballot.closes_frame + self._air.margin  # until nobody can vote any more
            await self._until(over, entry, unless=lambda: wishes.skip)
        ranked = await crew.box.close(ballot)
        return await self._bringing.bring(entry, ranked, plan_of.earliest, ballot)

    async def _hold_safety(self, entry: Entry) -> None:
        """The track that plays is the safety track: it is decoded, and it fits itself."""
        track = self._bringing.track(entry.track)
        first = next((phrase.start for phrase in track.analysis.phrases), 0.0)
        safety = Safety(
            pcm=entry.pcm,
            gain_db=gain_db(track.analysis.loudness, self._air.target_lufs),
            track=track.id,
            title=track.tags.title,
            artist=track.tags.artist,
            beats=[self._frames(beat) for beat in track.analysis.beats if beat >= first],
        )
        try:
            await self._air.hold(safety)
        except EversetError as error:
            log.warning("the safety track stays as it was", why=str(error))

    async def _until(self, frame: int, entry: Entry, unless: Callable[[], bool] = lambda: False) -> None:
        while self._air.frame < frame and not unless():
            await self._air.advance(frame)
            if not still_plays(self._air.programme, entry):
                raise Overtaken("another hand is on the programme")

    def _timing(self) -> Timing:
        settings = self._settings
        return Timing(
            lead=self._frames(settings.lead_seconds),
            ballot=self._frames(settings.ballot_seconds),
            tail=self._frames(TAIL_SECONDS),
            share=settings.play_share,
        )

    def _frames(self, seconds: float) -> int:
        return to_frames(seconds, self._air.sample_rate)
