"""A ballot: the public vote on what plays next."""

from typing import Literal

from msgspec import Struct

DecidedBy = Literal["votes", "champion"]


class Candidate(Struct, frozen=True, kw_only=True):
    """A track that may come next. ``nominated_by``: a competitor's id. ``why``: for people, one reason a
    line. ``score`` is the nominating competitor's, 0..1."""

    id: str
    track: str
    title: str
    artist: str
    bpm: float
    camelot: str
    energy: float
    nominated_by: str
    why: tuple[str, ...] = ()
    score: float = 0.0


class Ballot(Struct, frozen=True, kw_only=True):
    """The vote on what follows ``after_track``, open from ``opens_frame`` to ``closes_frame`` of the
    station's clock.

    Once closed, ``winner`` is a candidate's id, ``tally`` the votes by candidate that counted,
    ``decided_by`` who decided (the champion where nobody voted). ``closed_at``: the wall time (seconds since 1970) at
    which the count began, and then that of the closing.
    """

    id: str
    after_track: str
    opens_frame: int
    closes_frame: int
    candidates: tuple[Candidate, ...]
    winner: str | None = None
    decided_by: DecidedBy | None = None
    tally: dict[str, int] = {}
    closed_at: float | None = None

    @property
    def stopped(self) -> bool:
        """Whether the votes are being counted, or were."""
        return self.closed_at is not None

    @property
    def closed(self) -> bool:
        """Whether the winner is known."""
        return self.winner is not None

    def candidate(self, id: str) -> Candidate | None:
        """The candidate ``id``, if it stands in this ballot."""
        return next((one for one in self.candidates if one.id == id), None)
