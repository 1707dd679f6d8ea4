"""How much a station keeps of what grows; docs/operating.md has the table."""

from msgspec import Struct


class Keep(Struct, frozen=True, kw_only=True):
    """Days, or how many; the settings say why so much."""

    playlog_days: float = 800.0
    votes_days: float = 90.0
    gone_days: float = 800.0
    ballots: int = 10_000
    decisions: int = 40_000
    matches: int = 5_000
