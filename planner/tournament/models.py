"""The tables of ballots (the planner's) and of votes (the web's)."""

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from planner.schema import PlannerBase, VotesBase


class BallotRow(PlannerBase):
    """``number`` counts ballots in the order they opened; ``candidates`` and ``tally`` are JSON."""

    __tablename__ = "ballots"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    after_track: Mapped[str]
    opens_frame: Mapped[int] = mapped_column(BigInteger)
    closes_frame: Mapped[int] = mapped_column(BigInteger)
    candidates: Mapped[bytes] = mapped_column(LargeBinary)
    winner: Mapped[str | None] = mapped_column(index=True)
    decided_by: Mapped[str | None]
    tally: Mapped[bytes] = mapped_column(LargeBinary)
    closed_at: Mapped[float | None]


class VoteRow(VotesBase):
    """One vote of one listener; ``heard_frame``: the station's frame they heard when they cast it."""

    __tablename__ = "votes"
    ballot: Mapped[str] = mapped_column(primary_key=True)
    listener: Mapped[str] = mapped_column(primary_key=True)
    candidate: Mapped[str]
    heard_frame: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[float]
    __table_args__ = (Index("votes_at", "at"),)


class ListenerRow(VotesBase):
    """A listener who voted: wall times of the first and the last vote."""

    __tablename__ = "listeners"
    id: Mapped[str] = mapped_column(primary_key=True)
    first_seen: Mapped[float]
    last_seen: Mapped[float] = mapped_column(index=True)


class CompetitorRow(PlannerBase):
    """``number`` counts births of a ``line`` of descent; ``body`` is the competitor in JSON."""

    __tablename__ = "competitors"
    id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str]
    number: Mapped[int] = mapped_column(BigInteger)
    alive: Mapped[bool]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (Index("competitors_living", "line", "alive"), Index("competitors_born", "line", "number"))


class MatchRow(PlannerBase):
    """``number`` counts a line's matches; ``round`` is 0 outside the first bracket; ``body`` is JSON."""

    __tablename__ = "matches"
    line: Mapped[str] = mapped_column(primary_key=True)
    ballot: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    round: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (Index("matches_played", "line", "number"),)


class ReignRow(PlannerBase):
    """``number`` counts a line's champions; ``body`` is JSON."""

    __tablename__ = "reigns"
    line: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
