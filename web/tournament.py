"""``GET tournament`` and ``GET tournament/{competitor}``: how the mixing models stand and whom they descend from."""

from aiohttp import web

from planner.tournament.standings import Lineage
from web.answer import answer
from web.keys import KNOWLEDGE, REFRESH
from web.problems import Problem
from web.shapes import Ancestor, CompetitorDocument, TournamentDocument


async def tournament(request: web.Request) -> web.Response:
    """Standings, the champion first, and the latest matches."""
    await request.app[REFRESH].tournament()
    known = request.app[KNOWLEDGE]
    return answer(TournamentDocument(standings=known.standings, matches=known.matches))


async def competitor(request: web.Request) -> web.Response:
    """One competitor, dead or alive. Problem 404 when it never was."""
    id, refresh = request.match_info["competitor"], request.app[REFRESH]
    lineage = await refresh.read(lambda: refresh.store.tournament.lineage(id))
    if lineage is None:
        raise Problem(404, "no-such-competitor", "There is no such competitor: GET tournament lists them.")
    champion = next((one.id for one in refresh.knowledge.standings if one.champion), "")
    return answer(document(lineage, champion))


def document(lineage: Lineage, champion: str) -> CompetitorDocument:
    """What the page shows of a competitor."""
    one = lineage.competitor
    return CompetitorDocument(
        id=one.id,
        name=one.name,
        generation=one.generation,
        alive=one.alive,
        champion=one.id == champion,
        rating=one.rating.conservative,
        mu=one.rating.mu,
        uncertainty=one.rating.sigma,
        wins=one.wins,
        losses=one.losses,
        lineage=ancestor(lineage),
    )


def ancestor(lineage: Lineage) -> Ancestor:
    """The tree of ``lineage``."""
    one = lineage.competitor
    return Ancestor(
        id=one.id,
        name=one.name,
        generation=one.generation,
        born_at=one.born_at,
        how=one.birth.how,
        ballot=one.birth.ballot,
        votes=one.birth.votes,
        parents=[ancestor(parent) for parent in lineage.parents],
    )
