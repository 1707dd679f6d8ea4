"""How the competitors stand, and whom they descend from: what the page and the command show."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from planner.tournament.competitor import Competitor


class Standing(Struct, frozen=True, kw_only=True):
    """A row of the table. ``rating``: what it is worth with 99.9 % certainty; ``uncertainty``: σ of the
    belief whose mean is ``mu``."""

    id: str
    name: str
    rating: float
    mu: float
    uncertainty: float
    wins: int
    losses: int
    matches: int
    generation: int
    champion: bool
    parents: tuple[str, ...]
    born_at: float
    alive: bool


class Lineage(Struct, frozen=True, kw_only=True):
    """A competitor with its parents, the winner first, theirs, and so on; its ``birth`` says by which
    votes."""

    competitor: Competitor
    parents: tuple["Lineage", ...] = ()


def standings(competitors: Iterable[Competitor], champion: str) -> list[Standing]:
    """The champion first, then by rating."""
    rows = [_standing(one, champion) for one in competitors]
    return sorted(rows, key=lambda row: (not row.champion, -row.rating, row.id))


def lineage(id: str, read: Callable[[Iterable[str]], dict[str, Competitor]], depth: int) -> Lineage | None:
    """The tree above ``id``, ``depth`` generations up; ``read`` gives competitors by id, a generation at a
    time."""
    known: dict[str, Competitor] = {}
    wanted = {id}
    for _ in range(depth + 1):
        known |= read(wanted - known.keys())
        wanted = {parent for one in wanted if one in known for parent in known[one].parents}
    return _tree(id, known, depth) if id in known else None


def _tree(id: str, known: dict[str, Competitor], depth: int) -> Lineage:
    one = known[id]
    above = [parent for parent in one.parents if parent in known] if depth else []
    return Lineage(competitor=one, parents=tuple(_tree(parent, known, depth - 1) for parent in above))


def _standing(one: Competitor, champion: str) -> Standing:
    return Standing(
        id=one.id,
        name=one.name,
        rating=one.rating.conservative,
        mu=one.rating.mu,
        uncertainty=one.rating.sigma,
        wins=one.wins,
        losses=one.losses,
        matches=one.matches,
        generation=one.generation,
        champion=one.id == champion,
        parents=one.parents,
        born_at=one.born_at,
        alive=one.alive,
    )
