"""What a decision is asked in: the situation, all of it, so that the same question has the same answer."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from planner.catalogue.track import Track
from planner.choosing.history import Played


class Occasion(Struct, frozen=True, kw_only=True):
    """``at``: Unix time at which the choice goes on air, which is what separation counts from; ``minute``: of
    the local day then. ``now``: the track it follows, None at the start of a set. ``history``: what was
    played and what is settled, ``now`` included. ``target``: the energy that the curve wishes for, 0.1..1.
    ``wanted``: how many are picked. ``without``: ids that are nominated already. ``wishes``: points for
    requested tracks by id. ``temperature``: 0 picks the best, 0.1 swaps tracks that are about 0.1 points
    apart."""

    at: float
    minute: float
    now: Track | None = None
    history: Sequence[Played] = ()
    target: float = 0.6
    wanted: int = 1
    without: frozenset[str] = frozenset()
    wishes: Mapping[str, float] = {}
    temperature: float = 0.0
    seed: int = 0
