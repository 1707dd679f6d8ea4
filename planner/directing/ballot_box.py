"""The ballot box: who nominates what, what the votes say, and what the tournament makes of it."""

import asyncio
from collections import deque
from collections.abc import Callable

import msgspec
import structlog

from engine.errors import NoMusic
from planner.catalogue.track import Track
from planner.choosing.decision import Decision
from planner.choosing.history import Played
from planner.choosing.occasion import Occasion
from planner.directing.entry import Entry
from planner.directing.hand_over import HandOver
from planner.directing.nominators import Nominators
from planner.directing.shelf import Shelf
from planner.directing.wall import Wall
from planner.settings import PlannerSettings
from planner.store import Store
from planner.tournament.ballot import Ballot, Candidate
from planner.tournament.competitor import Competitor
from planner.tournament.match import Match
from planner.transitions.taste import Taste

log = structlog.get_logger()

HISTORY = 500  # tracks that separation looks back on; at 2 min each some 16 hours


class BallotBox:
    """Opens and closes the ballots of one station. ``wall``: the wall time of frames. ``publish(event, **facts)``:
    tells everybody who listens."""

    def __init__(
        self,
        store: Store,
        nominators: Nominators,
        settings: PlannerSettings,
        wall: Callable[[], Wall],
        publish: Callable[..., None],
    ) -> None:
        self._store = store
        self._nominators = nominators
        self._settings = settings
        self._wall = wall
        self._publish = publish
        self._history: list[Played] = played_before(store)
        self._shelf: Shelf | None = None
        self._taken_up: deque[str] = deque(maxlen=100)  # ballots that this process acted on

    def first(self, shelf: Shelf, at: int) -> Track:
        """The track to open with at frame ``at``."""
        champion = self._nominators.champion()
        decision = self._nominators.decide(champion, shelf.columns, self._occasion(shelf, None, at, frozenset()))
        if not decision.picks:
            raise NoMusic("there is nothing to begin with: the folders hold no track that can be played")
        self._log(decision, f"first-{at}")
        return _present(shelf, decision.picks[0])

    async def open(self, shelf: Shelf, entry: Entry, now: int, closes: int) -> Ballot:
        """The ballot on what follows ``entry``: one that an earlier planner left open, or closed without acting on
        it, if it still fits. Raises NoMusic when there is nothing to vote on."""
        self._shelf = shelf
        ballot = await asyncio.to_thread(self._left, shelf, entry, now)
        if ballot is None:
            ballot = await asyncio.to_thread(self._open, shelf, entry.track, now, closes)
        self._taken_up.append(ballot.id)
        self._publish("ballot", ballot=msgspec.to_builtins(ballot))
        return ballot

    def _left(self, shelf: Shelf, entry: Entry, now: int) -> Ballot | None:
        latest = self._store.ballots.recent(1)
        if not latest or latest[0].id in self._taken_up or not latest[0].candidates:
            return None
        ballot = latest[0]
        playable = all(shelf.has(one.track) for one in ballot.candidates)
        if ballot.after_track == entry.track and playable:
            if ballot.closed and ballot.opens_frame >= entry.at:
                return ballot  # the votes are in: they decide
            if not ballot.closed and ballot.closes_frame > now:
                return ballot
        if not ballot.closed:
            self._count(ballot)
        return None

    def _open(self, shelf: Shelf, after: str, now: int, closes: int) -> Ballot:
        ballot = Ballot(
            id=f"b{now}",
            after_track=after,
            opens_frame=now,
            closes_frame=closes,
            candidates=tuple(self._nominate(shelf, after, now, closes)),
        )
        if not ballot.candidates:
            raise NoMusic("there is nothing to vote on: the folders hold no track that can be played")
        self._store.ballots.open(ballot)
        return ballot

    def _nominate(self, shelf: Shelf, after: str, now: int, closes: int) -> list[Candidate]:
        """One candidate of each nominator, the champion's first; all different while the library allows it."""
        found: list[Candidate] = []
        for competitor in self._nominators.of_ballot(self._settings.candidates):
            taken = frozenset(candidate.track for candidate in found)
            occasion = self._occasion(shelf, shelf.track(after), closes, taken)
            decision = self._nominators.decide(competitor, shelf.columns, occasion)
            self._log(decision, f"b{now}-{competitor.id}")
            if decision.picks and decision.picks[0] not in taken:
                track = _present(shelf, decision.picks[0])
                found.append(candidate(track, competitor, decision))
        return found

    async def close(self, ballot: Ballot) -> list[Track]:
        """The ballot's tracks, the winner first; the match is played and the loser's child is bred."""
        closed, match = await asyncio.to_thread(self._count, ballot)
        self._publish("ballot", ballot=msgspec.to_builtins(closed))
        if match is not None:
            self._publish("match", match=msgspec.to_builtins(match))
        assert self._shelf is not None
        ranked = sorted(closed.candidates, key=lambda one: (one.id != closed.winner, -closed.tally.get(one.id, 0)))
        return [track for one in ranked if (track := self._shelf.track(one.track))]

    def _count(self, ballot: Ballot) -> tuple[Ballot, Match | None]:
        self._store.ballots.stop(ballot.id)
        tally = self._store.votes.tally(ballot.id)
        winner = max(ballot.candidates, key=lambda one: tally.get(one.id, 0))  # a tie: the champion's, it comes first
        closed = self._store.ballots.close(ballot.id, winner.id, tally)
        log.info("ballot closed", ballot=ballot.id, winner=winner.title, by=closed.decided_by, tally=tally)
        return closed, self._nominators.play_match(closed)

    def taste_for(self, ballot: Ballot, track_id: str) -> Taste:
        """The taste by which ``track_id`` is mixed in: its nominator's."""
        nominated_by = next(one.nominated_by for one in ballot.candidates if one.track == track_id)
        return self._nominators.taste(nominated_by)

    def on_air(self, track: Track, at: int) -> None:
        """``track`` plays as an earlier planner had it: it is heard once."""
        if not self._history or self._history[-1].track != track.id:
            self.settled(track, at)

    def settled(self, track: Track, at: int) -> None:
        """``track`` goes on air at frame ``at``; one that was to come at another frame is heard once."""
        if self._history and self._history[-1].track == track.id:
            self._history.pop()
        when = self._wall().at(at)
        self._history.append(Played(track=track.id, artist=track.tags.artist, title=track.tags.title, at=when))
        del self._history[:-HISTORY]

    def rendered(self, hand_over: HandOver) -> None:
        """The seam was rendered and measured, or fell back: the report is kept with the decisions."""
        transition = hand_over.transition
        log.info(
            "seam ready",
            to=hand_over.track.tags.title,
            recipe=transition.recipe,
            score=transition.score,
            fallback=transition.fallback,
            failed=[name for name, one in transition.measures.items() if one.measurable and not one.ok],
        )
        self._store.decisions.put(msgspec.json.encode(transition), id=f"seam-{hand_over.at}")

    def _occasion(self, shelf: Shelf, now: Track | None, frame: int, taken: frozenset[str]) -> Occasion:
        wall = self._wall()
        minute = wall.minute(frame)
        return Occasion(
            at=wall.at(frame),
            minute=minute,
            now=now,
            history=tuple(self._history),
            target=self._settings.energy_at(minute),
            wanted=1,
            without=taken,
            temperature=self._settings.exploration,
            seed=self._settings.seed + frame,
        )

    def _log(self, decision: Decision, name: str) -> None:
        self._store.decisions.put(msgspec.json.encode(decision), id=name)


def candidate(track: Track, competitor: Competitor, decision: Decision) -> Candidate:
    """``track`` as it stands on the ballot."""
    scored = next(one for one in decision.candidates if one.track == track.id)
    return Candidate(
        id=track.id,
        track=track.id,
        title=track.tags.title,
        artist=track.tags.artist,
        bpm=track.analysis.bpm,
        camelot=track.analysis.key.camelot,
        energy=track.analysis.energy,
        nominated_by=competitor.id,
        why=(decision.why(track.id),),
        score=scored.quality,
    )


def played_before(store: Store) -> list[Played]:
    """What the playlog says was on air, for separation across restarts."""
    aired = [one for one in reversed(store.playlog.recent(HISTORY)) if one.track]
    return [Played(track=one.track, artist=one.artist, title=one.title, at=one.wall) for one in aired]


def _present(shelf: Shelf, track_id: str) -> Track:
    track = shelf.track(track_id)
    assert track is not None, "choosing picks from the shelf"
    return track
