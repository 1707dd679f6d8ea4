"""``GET tracks`` and ``GET set-aside``: what the catalogue holds, and what it could not take."""

from aiohttp import web

from planner.catalogue.track import Track
from web.answer import answer, whole
from web.keys import REFRESH
from web.shapes import SetAsideList, TrackEntry, Tracks

QUERY_LENGTH = 200


async def tracks(request: web.Request) -> web.Response:
    """Tracks whose title, artist, album or genre contain every word of ``?q=``; ``?limit=``."""
    query = request.query.get("q", "")[:QUERY_LENGTH]
    limit = whole(request, "limit", 50, 500)
    refresh = request.app[REFRESH]
    catalogue = refresh.store.catalogue
    found = await refresh.read(lambda: catalogue.tracks(query, limit))
    total = await refresh.read(lambda: catalogue.count(query))
    return answer(Tracks(total=total, items=[entry(track) for track in found]))


async def set_aside(request: web.Request) -> web.Response:
    """Files that can't be used, with reasons."""
    refresh = request.app[REFRESH]
    await refresh.set_aside()
    return answer(SetAsideList(items=refresh.knowledge.set_aside))


def entry(track: Track) -> TrackEntry:
    """A track as the API shows it."""
    analysis = track.analysis
    return TrackEntry(
        id=track.id,
        title=track.tags.title,
        artist=track.tags.artist,
        album=track.tags.album,
        genre=track.tags.genre,
        duration=analysis.duration,
        bpm=analysis.bpm,
        camelot=analysis.key.camelot,
        energy=analysis.energy,
    )
