"""The director: keeps the programme going, one transition after the other.

For each track on air it opens a ballot on what follows, splices the winner in on the plain tracks, has the seam
rendered ahead, and splices the rendered lanes over them if they came in time. What it knows it derives from the
programme, so that it goes on where an earlier director died.
"""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog
from msgspec.structs import replace

from engine.errors import EversetError, JobFailed, ProgrammeError, SetAside, StorageError, TransitionError
from engine.pcm.file import frames_of
from engine.units import to_frames
from planner.catalogue.track import Track
from planner.directing.air import Safety
from planner.directing.crew import Crew
from planner.directing.entry import Entry, last_entry, still_plays
from planner.directing.hand_over import HandOver, opening
from planner.directing.planned import planned, until
from planner.directing.schedule import Timing, schedule
from planner.directing.seam_job import Rendering, render_and_measure
from planner.settings import PlannerSettings
from planner.tournament.ballot import Ballot
from planner.transitions.gain import gain_db

log = structlog.get_logger()

TAIL_SECONDS = 20.0  # what is kept of a track for its last seam
PAUSE_SECONDS = 1.0
REMEMBERED = 10  # hand-overs; each holds two tracks with all that is known of them, some hundred kB


class Overtaken(Exception):
    """Somebody else (the ladder, a hand) changed what plays."""


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
        self.handed_over: deque[HandOver] = deque(maxlen=remembered)
        self.late = 0  # seams that had to be played on the plain tracks

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
                await self._leave_out(track, error)
                await self._pause()
                continue
            crew.box.settled(track, at)
            self._settled()
            log.info("on air", track=track.tags.title, artist=track.tags.artist, at=at)
            return entry

    async def _follow(self, entry: Entry) -> Entry:
        """One transition: wait for the track, ballot, hand-over, rendering."""
        crew = self._crew
        await self._hold_safety(entry)
        await self._until(entry.at, entry)
        timing = self._timing()
        await crew.shelf.wait_for(2, self._air, schedule(entry, self._air.frame, timing).closes)
        await crew.shelf.wait_for(1, self._air)  # a folder that is gone comes back; the ladder plays meanwhile
        plan_of = schedule(entry, self._air.frame, timing)
        ballot = await crew.box.open(crew.shelf, entry, self._air.frame, plan_of.closes)
        if not ballot.closed:  # an earlier planner closed it, and could not act on it any more
            await self._until(ballot.closes_frame + self._air.margin, entry)  # until nobody can vote any more
        ranked = await crew.box.close(ballot)
        hand_over = await self._settle(entry, ranked, plan_of.earliest, ballot)
        return (await self._render(hand_over)).entry

    async def _settle(self, entry: Entry, ranked: list[Track], earliest: int, ballot: Ballot) -> HandOver:
        """Splice the winner in on the plain tracks; if it can't be played, whoever comes behind it."""
        for track in ranked:
            try:
                hand_over = await self._hand_over(entry, track, earliest, ballot)
                await self._air.splice(hand_over.splice(None))
            except (SetAside, JobFailed) as error:
                await self._leave_out(track, error)
                continue
            except (TransitionError, StorageError) as error:  # not the track's fault
                log.warning("no transition", to=track.tags.title, why=str(error))
                continue
            self.handed_over.append(hand_over)
            self._crew.box.settled(track, hand_over.at)
            self._settled()
            log.info(
                "settled", to=track.tags.title, recipe=hand_over.transition.recipe, bars=hand_over.transition.bars,
                at=hand_over.at, why=list(hand_over.transition.why),
            )  # fmt: skip
            return hand_over
        raise Overtaken("no track of the ballot could be played")

    async def _hand_over(self, entry: Entry, track: Track, earliest: int, ballot: Ballot) -> HandOver:
        # It is decoded now and not while people vote: three candidates would cost three times as much, for one that
        # plays, and a track takes half a second of the lead.
        path = await self._crew.crate.fetch(track, self._air.patience(entry.end))
        leaving = self._track(entry.track)
        soonest = entry.source_at(self._air.horizon + self._air.margin)
        transition = await asyncio.to_thread(
            planned,
            until(leaving, entry.source_at(entry.end) / self._air.sample_rate),
            track,
            sample_rate=self._air.sample_rate,
            target_lufs=self._air.target_lufs,
            earliest=max(earliest, soonest),
            taste=self._crew.box.taste_for(ballot, track.id),
        )
        return HandOver(
            leaving=entry,
            leaving_track=leaving,
            track=track,
            pcm=str(path),
            frames=frames_of(path),
            transition=replace(transition, gain_from_db=entry.gain_db),  # as it sounds, also after a change of target
            at=entry.heard_at(transition.map_from[0][1]),
            ballot=ballot.id,
        )

    async def _render(self, hand_over: HandOver) -> HandOver:
        """Have the seam rendered and measured; splice the rendered lanes in if they are ready in time."""
        job = Rendering(
            transition=hand_over.transition,
            leaving=hand_over.leaving_track,
            entering=hand_over.track,
            pcm_from=hand_over.leaving.pcm,
            pcm_to=hand_over.pcm,
            folder=str(self._crew.seams),
        )
        try:
            patience = self._air.patience(hand_over.at)
            prepared, transition = await self._crew.jobs.run(patience, render_and_measure, job)
            rendered = replace(hand_over, transition=transition)
            await self._air.splice(rendered.splice(prepared))
        except EversetError as error:
            self.late += 1
            log.warning("seam plays on the plain tracks", to=hand_over.track.tags.title, why=str(error))
            fallback = f"on the plain tracks: {error}"
            rendered = replace(hand_over, transition=replace(hand_over.transition, fallback=fallback))
        self.handed_over[-1] = rendered
        await asyncio.to_thread(self._crew.box.rendered, rendered)
        return rendered

    async def _hold_safety(self, entry: Entry) -> None:
        """The track that plays is the safety track: it is decoded, and it fits itself."""
        track = self._track(entry.track)
        safety = Safety(
            pcm=entry.pcm,
            gain_db=gain_db(track.analysis.loudness, self._air.target_lufs),
            track=track.id,
            title=track.tags.title,
            artist=track.tags.artist,
            beats=[self._frames(beat) for beat in track.analysis.beats],
        )
        try:
            await self._air.hold(safety)
        except EversetError as error:
            log.warning("the safety track stays as it was", why=str(error))

    async def _leave_out(self, track: Track, error: EversetError) -> None:
        log.warning("track left out for a while", track=track.tags.title, why=str(error))
        await asyncio.to_thread(self._crew.shelf.leave_out, track.id)

    async def _until(self, frame: int, entry: Entry) -> None:
        while self._air.frame < frame:
            await self._air.advance(frame)
            if not still_plays(self._air.programme, entry):
                raise Overtaken("another hand is on the programme")

    def _track(self, track_id: str) -> Track:
        track = self._crew.shelf.track(track_id)
        if track is None:
            raise Overtaken(f"the catalogue no longer knows the track {track_id}")
        return track

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
