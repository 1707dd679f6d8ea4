"""Bringing the next track on air: its seam on the plain tracks at once, on rendered lanes when they are ready; sooner
when a hand skips to it, later while a hand holds the track on air."""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog
from msgspec.structs import replace

from engine.errors import EversetError, JobFailed, SetAside, StorageError, TransitionError
from engine.pcm.file import frames_of
from engine.programme.decks import DECKS
from engine.units import to_frames
from planner.catalogue.track import Track
from planner.directing.air import Overtaken
from planner.directing.crew import Crew
from planner.directing.entry import Entry, still_plays
from planner.directing.hand_over import HandOver, plays
from planner.directing.planned import planned, until
from planner.directing.rounds import PLAIN_SECONDS, next_round
from planner.directing.seam_job import render_and_measure
from planner.directing.wishes import Wishes
from planner.stems.splitting import Splitting
from planner.tournament.ballot import Ballot
from planner.transitions.made_ready import Rendering
from planner.transitions.transition import Transition

TAIL_SECONDS = 20.0  # what is kept of a track for its last seam
SKIP_SECONDS = 32.0  # of the track on air within which a skip leaves it: to the end of a phrase, and a seam
PAUSE_SECONDS = 1.0
FIRST_LANES = tuple(deck.first for deck in DECKS)
SPLITTING_SHARE = 0.4  # of the time until a seam that splitting may take: stretching and measuring take as much again

log = structlog.get_logger()


class Bringing:
    """Hands over with ``crew``, as ``wishes`` have it. ``settled`` is called whenever a track is settled;
    ``remembered``: how many of the last hand-overs stay in memory, None: all. ``late``: seams that had to be played on
    the plain tracks."""

    def __init__(self, crew: Crew, wishes: Wishes, *, settled: Callable[[], None], remembered: int | None) -> None:
        self.handed_over: deque[HandOver] = deque(maxlen=remembered)
        self.late = 0
        self._crew = crew
        self._air = crew.air
        self._wishes = wishes
        self._settled = settled

    async def bring(self, entry: Entry, ranked: list[Track], earliest: int, ballot: Ballot) -> Entry:
        """Leave ``entry`` for the first of ``ranked`` that can be played, no earlier than at its PCM frame
        ``earliest``; what plays once the seam is over. Returns when nobody can change it any more. Raises Overtaken."""
        standing: HandOver | None = None
        while True:
            entry = await self._held(entry)
            hand_over = await self._settle(entry, ranked, earliest, ballot, standing)
            rendered = await self._ready(hand_over)
            if rendered is not None:
                return rendered.entry
            ranked = [hand_over.track, *(one for one in ranked if one.id != hand_over.track.id)]
            entry, standing = await self._taken_back(hand_over) if self._wishes.hold else (entry, hand_over)

    # --- the plan ---------------------------------------------------------------------------------------------------

    async def _settle(
        self, entry: Entry, ranked: list[Track], earliest: int, ballot: Ballot, standing: HandOver | None
    ) -> HandOver:
        """Splice the winner in on the plain tracks; if it can't be played, whoever comes behind it. What is
        ``standing`` stays if that does not come sooner."""
        skips = self._wishes.skips
        for track in ranked:
            try:
                hand_over = await self._hand_over(entry, track, earliest, ballot)
                self._check(standing.entry if standing else entry)
                if standing is not None and hand_over.at >= standing.at:
                    self._wishes.forget(skips)
                    return standing
                await self._air.splice(hand_over.splice(None))
            except (SetAside, JobFailed) as error:
                await self.leave_out(track, error)
                continue
            except (TransitionError, StorageError) as error:  # not the track's fault
                log.warning("no transition", to=track.tags.title, why=str(error))
                continue
            self._wishes.forget(skips)
            self._note(hand_over, standing)
            return hand_over
        raise Overtaken("no track of the ballot could be played")

    def _note(self, hand_over: HandOver, standing: HandOver | None) -> None:
        if standing is not None:
            self.handed_over.pop()
        self.handed_over.append(hand_over)
        self._crew.box.settled(hand_over.track, hand_over.at)
        self._settled()
        log.info(
            "settled", to=hand_over.track.tags.title, recipe=hand_over.transition.recipe,
            bars=hand_over.transition.bars, at=hand_over.at, why=list(hand_over.transition.why),
        )  # fmt: skip

    async def _hand_over(self, entry: Entry, track: Track, earliest: int, ballot: Ballot) -> HandOver:
        # It is decoded now and not while people vote: three candidates would cost three times as much, for one that
        # plays, and a track takes half a second of the lead.
        path = await self._crew.crate.fetch(track, self._air.patience(entry.end))
        leaving = self.track(entry.track)
        soonest = entry.source_at(self._air.horizon + self._air.margin)
        end = entry.source_at(entry.end)
        if self._wishes.skip:
            earliest, end = soonest, min(end, soonest + self._frames(SKIP_SECONDS))
        transition = await asyncio.to_thread(
            planned,
            until(leaving, end / self._air.sample_rate),
            track,
            sample_rate=self._air.sample_rate,
            target_lufs=self._air.target_lufs,
            earliest=max(earliest, soonest),
            taste=self._crew.box.taste_for(ballot, track.id),
            # Stems play on a deck's lanes, and begin on its first: what plays elsewhere (the safety track, a track that
            # a hand held) is left whole.
            stems=self._crew.splitting is not None and entry.lane in FIRST_LANES,
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

    # --- from the plan to the air -----------------------------------------------------------------------------------

    async def _ready(self, hand_over: HandOver) -> HandOver | None:
        """The seam as it will be heard, once nobody can change it; None as soon as a hand wants otherwise, and still
        can."""
        rendering = asyncio.create_task(self._render(hand_over))
        try:
            while self._open(hand_over) or not rendering.done():
                if self._open(hand_over) and (self._wishes.skip or self._wishes.hold):
                    return None
                await self._turn(rendering, hand_over)
                self._check(self.handed_over[-1].entry)  # once rendered, a nudge may have moved it by some frames
            return rendering.result()
        finally:
            rendering.cancel()
            await asyncio.gather(rendering, return_exceptions=True)

    def _open(self, hand_over: HandOver) -> bool:
        """Whether its seam can still be another."""
        return self._air.horizon + self._air.margin < hand_over.at

    async def _turn(self, rendering: asyncio.Task[HandOver], hand_over: HandOver) -> None:
        """Until it is rendered, or time has passed, or somebody wants something."""
        if rendering.done():
            rendering.result()
            left = hand_over.at - self._air.margin - self._air.horizon
            await self._air.advance(self._air.frame + max(left, 1))
            return
        stirred = asyncio.create_task(self._air.stirred())
        await asyncio.wait([rendering, stirred], return_when=asyncio.FIRST_COMPLETED)
        stirred.cancel()

    async def _render(self, hand_over: HandOver) -> HandOver:
        """Have the seam rendered and measured; splice the rendered lanes in if they are ready in time."""
        patience = self._air.patience(hand_over.at)
        splitting, transition = self._with_stems(hand_over.transition, patience)
        job = Rendering(
            transition=transition,
            leaving=hand_over.leaving_track,
            entering=hand_over.track,
            pcm_from=hand_over.leaving.pcm,
            pcm_to=hand_over.pcm,
            folder=str(self._crew.seams),
            splitting=splitting,
        )
        try:
            prepared, transition = await self._crew.jobs.run(patience, render_and_measure, job)
            rendered = replace(hand_over, transition=transition)
            self._check(hand_over.entry)
            await self._air.splice(rendered.splice(prepared))
        except EversetError as error:
            self.late += 1
            log.warning("seam plays on the plain tracks", to=hand_over.track.tags.title, why=str(error))
            fallback = f"on the plain tracks: {error}"
            rendered = replace(hand_over, transition=replace(hand_over.transition, fallback=fallback))
        self.handed_over[-1] = rendered
        await asyncio.to_thread(self._crew.box.rendered, rendered)
        return rendered

    def _with_stems(self, transition: Transition, patience: float) -> tuple[Splitting | None, Transition]:
        """What splits the seam's tracks: nothing where there is no time for that, rather without stems than late; then
        the transition says so."""
        splitting = self._crew.splitting
        if splitting is None or transition.apart is None:
            return None, transition
        took = splitting.seconds(2 * transition.length / transition.sample_rate)
        if took <= SPLITTING_SHARE * patience:
            return splitting, transition
        why = f"without stems: they take {took:.0f} s, and it begins in {patience:.0f}"
        return None, replace(transition, fallback=why)

    # --- while a hand holds -----------------------------------------------------------------------------------------

    async def _taken_back(self, hand_over: HandOver) -> tuple[Entry, None]:
        """The track on air goes on as if nothing followed; what follows stays announced."""
        leaving, soonest = hand_over.leaving, self._air.horizon + self._air.margin
        # A round that begins only now comes in whole.
        at = max(soonest, min(leaving.at + self._frames(PLAIN_SECONDS), hand_over.at))
        entry = replace(leaving, at=at, source=leaving.source_at(at))
        await self._air.splice(plays(hand_over.leaving_track, entry, self._air.sample_rate))
        self.handed_over.pop()
        log.info("held by a hand: not left yet", track=hand_over.leaving_track.tags.title)
        return entry, None

    async def _held(self, entry: Entry) -> Entry:
        """What plays when no hand holds it any longer: where the track would end it has gone back by phrases."""
        pause, tail, rate = self._frames(PAUSE_SECONDS), self._frames(TAIL_SECONDS), self._air.sample_rate
        while self._wishes.hold:
            soonest = self._air.horizon + self._air.margin
            track = self.track(entry.track)
            following = next_round(entry, track, soonest, tail, rate)
            if following is not None and following.entry.at <= soonest + 2 * pause:
                await self._air.splice(following.splice(entry, track, rate))
                entry = following.entry
            await self._air.advance(self._air.frame + pause)
            self._check(entry)
        return entry

    # --- what it is made with ---------------------------------------------------------------------------------------

    async def leave_out(self, track: Track, error: EversetError) -> None:
        """``track`` can't be played now."""
        log.warning("track left out for a while", track=track.tags.title, why=str(error))
        await asyncio.to_thread(self._crew.shelf.leave_out, track.id)

    def track(self, track_id: str) -> Track:
        """Raises Overtaken for one that the catalogue no longer knows."""
        track = self._crew.shelf.track(track_id)
        if track is None:
            raise Overtaken(f"the catalogue no longer knows the track {track_id}")
        return track

    def _check(self, entry: Entry) -> None:
        """Raise Overtaken when ``entry`` is no longer what plays, or will."""
        if not still_plays(self._air.programme, entry):
            raise Overtaken("another hand is on the programme")

    def _frames(self, seconds: float) -> int:
        return to_frames(seconds, self._air.sample_rate)
