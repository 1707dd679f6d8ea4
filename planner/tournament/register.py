"""The tournament's register: competitors dead and alive, matches, and champions, of one line of descent."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, delete, func, select
from sqlalchemy.orm import DeclarativeBase

from planner.database import Database, upsert
from planner.retention import trim
from planner.tournament.competitor import Competitor
from planner.tournament.match import Match, Reign
from planner.tournament.models import CompetitorRow, MatchRow, ReignRow
from planner.tournament.standings import Lineage, Standing, lineage, standings

STATION = "station"  # the line that every ballot of the station counts in
DEPTH = 6  # generations of a lineage that are shown: at most 127 competitors

_competitor = msgspec.json.Decoder(Competitor).decode
_match = msgspec.json.Decoder(Match).decode
_reign = msgspec.json.Decoder(Reign).decode
_encode = msgspec.json.Encoder().encode


class Register:
    """Written by the planner, read by everyone. ``line``: the line of descent; each has its own
    population."""

    def __init__(self, database: Database, line: str = STATION) -> None:
        self._database = database
        self._line = line

    def of_line(self, line: str) -> "Register":
        """The register of another line of descent: a genre's, a daypart's, a listener's."""
        return Register(self._database, line)

    def living(self) -> list[Competitor]:
        """The population, by birth."""
        chosen = self._competitors().where(CompetitorRow.alive).order_by(CompetitorRow.number)
        return [_competitor(body) for body in self._bodies(chosen)]

    def founders(self) -> list[Competitor]:
        """The first generation, dead or alive, by birth; the first champion is the first of them."""
        chosen = self._competitors().order_by(CompetitorRow.number).limit(50)
        return [one for one in map(_competitor, self._bodies(chosen)) if one.birth.how == "founded"]

    def competitor(self, id: str) -> Competitor | None:
        """The competitor ``id``, dead or alive."""
        return self.competitors([id]).get(id)

    def competitors(self, ids: Iterable[str]) -> dict[str, Competitor]:
        """Those of ``ids`` that are known, by id."""
        bodies = self._bodies(select(CompetitorRow.body).where(CompetitorRow.id.in_(sorted(ids))))
        return {one.id: one for one in map(_competitor, bodies)}

    def champion(self) -> Competitor | None:
        """Who plays when nobody votes; None before the founding."""
        latest = self.reigns(1)
        return self.competitor(latest[0].champion) if latest else None

    def reigns(self, count: int) -> list[Reign]:
        """The last ``count`` reigns, the present one first."""
        chosen = select(ReignRow.body).where(ReignRow.line == self._line).order_by(ReignRow.number.desc())
        return [_reign(body) for body in self._bodies(chosen.limit(count))]

    def matches(self, count: int) -> list[Match]:
        """The last ``count`` matches, the latest first."""
        return [_match(body) for body in self._bodies(self._matches().limit(count))]

    def match(self, ballot: str) -> Match | None:
        """The match that ``ballot`` was."""
        found = self._bodies(self._matches().where(MatchRow.ballot == ballot))
        return _match(found[0]) if found else None

    def bracket(self) -> list[Match]:
        """The rounds of the first bracket that were played, in order."""
        found = self._bodies(self._matches().where(MatchRow.round > 0))
        return [_match(body) for body in found[::-1]]

    def standings(self) -> list[Standing]:
        """The living, the champion first, then by rating."""
        champion = self.champion()
        return standings(self.living(), champion.id if champion else "")

    def lineage(self, id: str, depth: int = DEPTH) -> Lineage | None:
        """Whom ``id`` descends from, ``depth`` generations up."""
        return lineage(id, self.competitors, depth)

    def record(self, changed: Sequence[Competitor], match: Match | None = None, reign: Reign | None = None) -> None:
        """Store what a match changed, all of it or nothing: competitors bred and changed, and a reign that
        began."""
        with self._database.write() as connection:
            for one in changed:
                self._store(connection, one)
            if match is not None:
                row = {"line": self._line, "ballot": match.ballot, "round": match.round, "body": _encode(match)}
                number = self._next(connection, MatchRow)
                upsert(connection, MatchRow, {**row, "number": number}, keep=True)
            if reign is not None:
                number = self._next(connection, ReignRow)
                row = {"line": self._line, "number": number, "body": _encode(reign)}
                upsert(connection, ReignRow, row)

    def prune(self, keep_matches: int, keep_dead: int) -> None:
        """Drop the oldest matches and as many reigns, and the oldest of the dead that no living one descends from."""
        with self._database.read() as connection:
            matches, reigns, births = (self._next(connection, row) - 1 for row in (MatchRow, ReignRow, CompetitorRow))
            old = (CompetitorRow.line == self._line) & (CompetitorRow.number <= births - keep_dead)
            dead = connection.execute(select(CompetitorRow.id).where(old, ~CompetitorRow.alive)).scalars().all()
        old_match = (MatchRow.line == self._line) & (MatchRow.number <= matches - keep_matches)
        trim(self._database, MatchRow, old_match & (MatchRow.round == 0))
        trim(self._database, ReignRow, (ReignRow.line == self._line) & (ReignRow.number <= reigns - keep_matches))
        if dead:
            self._drop(set(dead) - self.ancestors(one.id for one in self.living()))

    def ancestors(self, ids: Iterable[str], depth: int = 200) -> set[str]:
        """``ids`` and whom they descend from, ``depth`` generations up."""
        found: set[str] = set()
        level = set(ids)
        while level and depth >= 0:
            found |= level
            parents = {parent for one in self.competitors(level).values() for parent in one.parents}
            level, depth = parents - found, depth - 1
        return found

    def _drop(self, ids: set[str]) -> None:
        with self._database.write() as connection:
            for id in sorted(ids):
                connection.execute(delete(CompetitorRow).where(CompetitorRow.id == id))

    def _store(self, connection: Connection, one: Competitor) -> None:
        number = connection.execute(select(CompetitorRow.number).where(CompetitorRow.id == one.id)).scalar()
        if number is None:
            number = self._next(connection, CompetitorRow)
        row = {"id": one.id, "line": self._line, "number": number, "alive": one.alive, "body": _encode(one)}
        upsert(connection, CompetitorRow, row)

    def _next(self, connection: Connection, row: type[DeclarativeBase]) -> int:
        columns = row.__table__.c
        last = select(func.max(columns.number)).where(columns.line == self._line)
        return int(connection.execute(last).scalar() or 0) + 1

    def _competitors(self) -> Select[Any]:
        return select(CompetitorRow.body).where(CompetitorRow.line == self._line)

    def _matches(self) -> Select[Any]:
        return select(MatchRow.body).where(MatchRow.line == self._line).order_by(MatchRow.number.desc())

    def _bodies(self, chosen: Select[Any]) -> list[bytes]:
        with self._database.read() as connection:
            return list(connection.execute(chosen).scalars().all())
