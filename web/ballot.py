"""``GET ballot`` and ``PUT ballot/{id}/vote``: a vote is on the disk before it is acknowledged."""

import asyncio

from aiohttp import web

from planner.tournament.ballot import Ballot
from web.answer import answer, body
from web.documents import ballot_document
from web.keys import ANNOUNCE, HAS_COOKIE, KNOWLEDGE, LISTENER, REFRESH, SESSIONS
from web.knowledge import Knowledge
from web.problems import Problem
from web.shapes import BallotDocument, Vote

NO_SESSION = "This vote carries no valid session: open the page (or GET now) and send back the cookie it gives."


async def ballot(request: web.Request) -> web.Response:
    """The ballot that opened last. Problem 404 before the first one."""
    await request.app[REFRESH].my_vote(request[LISTENER])
    return answer(document(request))


async def vote(request: web.Request) -> web.Response:
    """Cast or change a vote; answers with the ballot. 401 without a session, 403 when not tuned in, 404 for an unknown
    ballot or candidate, 409 once it is closed, 503 when the vote could not be stored."""
    cast = await body(request, Vote)
    if not request[HAS_COOKIE]:
        raise Problem(401, "no-session", NO_SESSION)
    known, listener = request.app[KNOWLEDGE], request[LISTENER]
    key = request.app[SESSIONS].listen_key(listener)
    standing(await chosen(request), cast, known)
    if not known.tuned_in(key):
        raise Problem(403, "not-tuned-in", "Only who is listening votes: start the player, then vote.")
    heard = min(known.heard(key) if cast.heard_frame is None else cast.heard_frame, known.head_frame())
    await store(request, cast.candidate, max(0, heard))
    await counted(request)
    return answer(document(request))


async def chosen(request: web.Request) -> Ballot:
    """The ballot of the address. Raises Problem 404."""
    id, known = request.match_info["id"], request.app[KNOWLEDGE]
    if known.ballot is not None and known.ballot.id == id:
        return known.ballot
    found = await request.app[REFRESH].stored_ballot(id)
    if found is None:
        raise Problem(404, "no-such-ballot", "There is no such ballot: GET ballot tells the one that is open.")
    return found


def standing(ballot: Ballot, cast: Vote, known: Knowledge) -> None:
    """Raises Problem 409 for a ballot that no longer counts, 404 for a candidate that does not stand in it."""
    present = known.ballot is not None and known.ballot.id == ballot.id
    if not (present and known.ballot_open()):
        raise Problem(409, "ballot-closed", "This ballot is closed; the next one opens with the next track.")
    if ballot.candidate(cast.candidate) is None:
        raise Problem(404, "no-such-candidate", "That candidate does not stand in this ballot: GET ballot lists them.")


async def store(request: web.Request, candidate: str, heard: int) -> None:
    """Store the vote, then count it. Raises StorageError: then the vote before, if any, still stands."""
    known, listener, refresh = request.app[KNOWLEDGE], request[LISTENER], request.app[REFRESH]
    id = request.match_info["id"]
    submitted = refresh.store.votes.submit(id, listener, candidate, heard)
    tally = await asyncio.shield(asyncio.wrap_future(submitted))
    known.votes_stored += 1
    if known.ballot is not None and known.ballot.id == id:
        known.tally = tally
        known.my_votes[listener] = candidate
        request.app[ANNOUNCE].counts()


async def counted(request: web.Request) -> None:
    """Raises Problem 409 where the disk took so long that the ballot was counted meanwhile. The planner says that it
    counts before it does, so a vote that was stored before is in the count."""
    found = await request.app[REFRESH].stored_ballot(request.match_info["id"])
    if found is not None and found.stopped:
        raise Problem(409, "ballot-closed", "The ballot closed while the vote was stored; the next one is for you.")


def document(request: web.Request) -> BallotDocument:
    """The ballot as the asking listener sees it. Raises Problem 404."""
    found = ballot_document(request.app[KNOWLEDGE], request[LISTENER])
    if found is None:
        raise Problem(404, "no-ballot", "No ballot has been opened yet: there is one for every track on air.")
    return found
