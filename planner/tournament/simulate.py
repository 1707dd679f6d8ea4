"""Evolution against simulated voters whose taste is known: does the champion come to agree with them?

Everything but the voters and the tracks is the code that plays on air: choosing, matches, breeding,
champions. The agreement of a competitor is the mean percentile, by the crowd's taste, of what it would
play, over situations and tracks that no ballot had: 100 is always the crowd's favourite, 50 is chance. The
control runs the same with voters without a taste: what it gains is not learned from votes.
"""

import itertools
import tempfile
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.choosing.choose import choose
from planner.choosing.columns import Columns
from planner.choosing.occasion import Occasion
from planner.choosing.rules import Rules
from planner.choosing.scorer import SHIPPED, Scorer
from planner.database import Database
from planner.schema import PlannerVersion
from planner.tournament.ballot import Ballot, Candidate
from planner.tournament.breed import Breeding
from planner.tournament.competitor import Competitor
from planner.tournament.crowd import TASTES, Crowd, Floats
from planner.tournament.imagined import imagined
from planner.tournament.register import Register
from planner.tournament.tournament import Tournament

LIBRARY = 150  # tracks that ballots choose from
UNSEEN = 150  # tracks that agreement is measured on
SITUATIONS = 40
SEATS = 3
RISING = Crowd(taste=TASTES["rising"])


class Look(Struct, frozen=True, kw_only=True):
    """After ``ballots``: the agreement (0..100) of the champion and of the living on average, the champion's
    generation, and how often the crown changed hands."""

    ballots: int
    champion: float
    population: float
    generation: int
    crowned: int


class Simulation(Struct, frozen=True, kw_only=True):
    """``voted``: with the crowd's votes; ``control``: with votes at random. Each begins with the founding."""

    taste: dict[str, float]
    voters: int
    ballots: int
    seed: int
    voted: list[Look]
    control: list[Look]

    @property
    def gain(self) -> float:
        """What the champion's agreement grew by, over the control's."""
        return (self.voted[-1].champion - self.voted[0].champion) - (
            self.control[-1].champion - self.control[0].champion
        )

    def words(self) -> str:
        """For people."""
        taste = ", ".join(f"{name} {weight:+g}" for name, weight in self.taste.items())
        rows = [f"{self.voters} voters who like: {taste}", "ballots  champion  population  crowned | control: the same"]
        for one, other in zip(self.voted, self.control, strict=True):
            left, right = (f"{look.champion:8.1f}  {look.population:10.1f}  {look.crowned:7}" for look in (one, other))
            rows.append(f"{one.ballots:7}  {left} | {right}")
        rows.append("agreement with the crowd on tracks no ballot had: 100 always its favourite, 50 chance")
        return "\n".join(rows)


def simulate(
    ballots: int = 200, seed: int = 0, *, crowd: Crowd = RISING, looks: int = 5, shipped: Path = SHIPPED
) -> Simulation:
    """Both runs, the same for the same arguments; agreement is measured ``looks`` times after the founding."""
    stops = sorted({round(ballots * look / looks) for look in range(looks + 1)})
    arms = [_Arm(crowd, voting, seed).run(stops, shipped) for voting in (crowd, replace(crowd, taste={}))]
    return Simulation(
        taste=crowd.taste, voters=crowd.voters, ballots=ballots, seed=seed, voted=arms[0], control=arms[1]
    )


class _Arm:
    """One run: ``crowd`` says what agreement is, ``voting`` votes."""

    def __init__(self, crowd: Crowd, voting: Crowd, seed: int) -> None:
        self._voting = voting
        self._seed = seed
        self._chance = np.random.default_rng(seed)
        self._library = Columns(imagined(LIBRARY, 2 * seed))
        self._unseen = Columns(imagined(UNSEEN, 2 * seed + 1))
        self._situations = [
            (row, crowd.likes(Columns([self._unseen.tracks[row]]), self._unseen)) for row in range(SITUATIONS)
        ]
        self._scorers: dict[str, Scorer] = {}
        self._agreements: dict[str, float] = {}
        self._crowned = 0

    def run(self, stops: list[int], shipped: Path) -> list[Look]:
        with tempfile.TemporaryDirectory(prefix="everset-tournament-") as folder:
            database = Database(Path(folder) / "planner.db", PlannerVersion, write=True)
            times = itertools.count()
            tournament = Tournament(
                Register(database),
                Path(folder),
                shipped=shipped,
                breeding=Breeding(seed=self._seed),
                clock=lambda: float(next(times)),
            )
            tournament.found()
            looks = [self._look(tournament, 0)]
            for start, stop in itertools.pairwise(stops):
                for number in range(start, stop):
                    self._ballot(tournament, number)
                looks.append(self._look(tournament, stop))
            database.close()
        return looks

    def _ballot(self, tournament: Tournament, number: int) -> None:
        now = self._library.tracks[self._chance.integers(len(self._library))]
        candidates: list[Candidate] = []
        for competitor in tournament.nominators(SEATS):
            taken = frozenset(one.track for one in candidates)
            occasion = Occasion(at=0.0, minute=0.0, now=now, without=taken)
            pick = self._pick(tournament, competitor, occasion, self._library)
            candidates.append(_candidate(pick, competitor.id))
        liked = self._voting.likes(Columns([now]), self._library)
        rows = [int(self._library.rows_of(one.track)[0]) for one in candidates]
        votes = self._voting.vote(liked[rows], self._chance)
        tally = {one.id: count for one, count in zip(candidates, votes, strict=True)}
        match = tournament.closed(_closed(str(number), now.id, candidates, tally))
        self._crowned += bool(match and match.crowned)

    def _look(self, tournament: Tournament, ballots: int) -> Look:
        living, champion = tournament.register.living(), tournament.champion()
        agreements = {one.id: self._agreement(tournament, one) for one in living}
        return Look(
            ballots=ballots,
            champion=agreements[champion.id],
            population=float(np.mean(list(agreements.values()))),
            generation=champion.generation,
            crowned=self._crowned,
        )

    def _agreement(self, tournament: Tournament, one: Competitor) -> float:
        if one.id not in self._agreements:
            places = [self._percentile(tournament, one, *situation) for situation in self._situations]
            self._agreements[one.id] = float(np.mean(places))
        return self._agreements[one.id]

    def _percentile(self, tournament: Tournament, one: Competitor, row: int, liked: Floats) -> float:
        """Of what ``one`` plays after the unseen track ``row``, when all are ``liked`` so much."""
        occasion = Occasion(at=0.0, minute=0.0, now=self._unseen.tracks[row])
        pick = self._unseen.rows_of(self._pick(tournament, one, occasion, self._unseen))[0]
        return 100.0 * float(np.mean(np.delete(liked, row) <= liked[pick]))

    def _pick(self, tournament: Tournament, one: Competitor, occasion: Occasion, library: Columns) -> str:
        if one.id not in self._scorers:
            self._scorers[one.id] = Scorer(tournament.weights(one))
        return choose(occasion, library, Rules(), self._scorers[one.id], one.taste).picks[0]


def _candidate(track: str, competitor: str) -> Candidate:
    return Candidate(
        id=f"of-{competitor}",
        track=track,
        title=track,
        artist="",
        bpm=0.0,
        camelot="",
        energy=0.0,
        nominated_by=competitor,
    )


def _closed(id: str, now: str, candidates: list[Candidate], tally: dict[str, int]) -> Ballot:
    best = max(candidates, key=lambda one: tally[one.id])  # a tie is the first nominator's, the champion's
    return Ballot(
        id=id,
        after_track=now,
        opens_frame=0,
        closes_frame=0,
        candidates=tuple(candidates),
        winner=best.id,
        decided_by="votes",
        tally=tally,
    )
