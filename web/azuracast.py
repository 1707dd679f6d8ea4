"""``/api/nowplaying/{station}`` in the shape of AzuraCast's API, which players and widgets already read.

Source of the shape: AzuraCast's OpenAPI, schema Api_NowPlaying_NowPlaying (station, listeners, live, now_playing,
playing_next, song_history, is_online, cache).
"""

import hashlib
from typing import Any

from aiohttp import web
from yarl import URL

from web.answer import answer
from web.documents import playing, upcoming
from web.keys import KNOWLEDGE, SETTINGS, STATUSES
from web.knowledge import Knowledge
from web.problems import Problem
from web.security import stream_base
from web.settings import WebSettings

HISTORY = 5  # as many as AzuraCast lists unless told otherwise


async def nowplaying(request: web.Request) -> web.Response:
    """One station's now playing. Problem 404 for any other station."""
    settings = request.app[SETTINGS]
    if request.match_info["station"] not in (settings.slug, settings.station, "1"):
        raise Problem(404, "no-such-station", f"This is the station {settings.slug}.")
    await request.app[STATUSES].fresh()
    return public(answer(document(request.app[KNOWLEDGE], settings, stream_base(request))))


async def nowplaying_all(request: web.Request) -> web.Response:
    """Every station's: the one there is, in a list."""
    settings = request.app[SETTINGS]
    await request.app[STATUSES].fresh()
    return public(answer([document(request.app[KNOWLEDGE], settings, stream_base(request))]))


def public(response: web.Response) -> web.Response:
    """Widgets on any site may read it; it says nothing of who asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def document(known: Knowledge, settings: WebSettings, stream: URL) -> dict[str, Any]:
    """AzuraCast's document for what a visitor hears."""
    frame = known.heard(None)
    now = playing(known, frame)
    mark = known.timeline.track_after(frame)
    following = upcoming(mark, frame, known.sample_rate) if mark else None
    return {
        "station": station(settings, stream),
        "listeners": {"total": known.tuned.count, "unique": known.tuned.unique, "current": known.tuned.count},
        "live": {"is_live": False, "streamer_name": "", "broadcast_start": None, "art": None},
        "now_playing": None
        if now is None
        else {
            **entry(now.started_at, now.title, now.artist, now.elapsed + (now.remaining or 0)),
            "elapsed": round(now.elapsed),
            "remaining": round(now.remaining or 0),
        },
        "playing_next": None
        if following is None
        else {
            **entry(known.wall() + following.starts_in, following.title, following.artist, 0),
            "cued_at": round(known.wall()),
        },
        "song_history": [
            entry(one.started_at, one.title, one.artist, 0) for one in known.history if one.at_frame < frame
        ][1 : HISTORY + 1],
        "is_online": known.on_air(),
        "cache": "event",
    }


def station(settings: WebSettings, stream: URL) -> dict[str, Any]:
    """The station and its mounts."""
    listen = str(stream / f"stream.{settings.formats[0]}")
    mounts = [
        {
            "id": number,
            "name": f"/stream.{name}",
            "url": str(stream / f"stream.{name}"),
            "bitrate": None,
            "format": name,
            "path": f"/stream.{name}",
            "is_default": number == 1,
        }
        for number, name in enumerate(settings.formats, 1)
    ]
    return {
        "id": 1,
        "name": settings.station,
        "shortcode": settings.slug,
        "description": "",
        "frontend": "everset",
        "backend": "everset",
        "listen_url": listen,
        "public_player_url": "/",
        "is_public": True,
        "mounts": mounts,
        "remotes": [],
        "hls_enabled": False,
        "hls_url": None,
    }


def entry(played_at: float, title: str, artist: str, duration: float) -> dict[str, Any]:
    """A line of AzuraCast's lists."""
    text = " - ".join(part for part in (artist, title) if part)
    return {
        "sh_id": round(played_at),
        "played_at": round(played_at),
        "duration": round(duration),
        "playlist": "",
        "streamer": "",
        "is_request": False,
        "song": {
            "id": hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
            "text": text,
            "artist": artist,
            "title": title,
            "album": "",
            "genre": "",
            "isrc": "",
            "lyrics": "",
            "art": "",
            "custom_fields": [],
        },
    }
