"""Whether the page says what is heard: of a listener of the built-in stream and of one of an Icecast's mount, in each
format. Who hears a mount is known to nobody here; to them the page shows what goes out.

What is heard is counted by the bytes: the first unit that came is found among those of the built-in stream, whose
frames are known, and a player plays from there on, in time."""

import json
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from benchmarks.chaos.listener import Listener
from benchmarks.crowd.icecast import PASSWORD, server
from benchmarks.price.music import make_music
from benchmarks.price.progress import say
from benchmarks.price.station import Station, on_air, scan, wait_until
from benchmarks.row import Row
from benchmarks.units import units
from engine.outputs.opus import unit_of

RATE = 44_100
UNIT = {"mp3": 1_152, "aac": 1_024, "opus": unit_of(RATE)}
SECONDS = 20.0  # of listening
MOUNT = """[[outputs.icecast]]
port = {port}
mount = "/{kind}"
password = "{password}"
format = "{kind}"
"""


class Page(NamedTuple):
    """One visitor's. ``key``: of their stream."""

    cookie: str
    key: str


class Shown(NamedTuple):
    """The page shows programme frame ``frame`` at ``now``, in CLOCK_MONOTONIC ns."""

    frame: int
    now: int


def rows(folder: Path) -> list[Row]:
    """Seconds that the page is ahead of what is heard."""
    say("making the music")
    music, data = make_music(folder), folder / "station"
    scan(music, data)
    with server(folder, 10) as (_, port):
        mounts = "".join(MOUNT.format(port=port, kind=kind, password=PASSWORD) for kind in UNIT)
        with on_air(music, data, mounts) as station:
            wait_until(lambda: all(one["state"] == "on air" for one in station.mounts()), 60)
            return [row for kind in UNIT for row in _compared(station, port, kind)]


def _compared(station: Station, port: int, kind: str) -> list[Row]:
    say(f"listening to {kind}")
    page, stranger = _visit(station), _visit(station)
    stream = station.stream.removesuffix("mp3") + kind
    built_in, mount = Listener(f"{stream}?k={page.key}").start(), Listener(f"http://127.0.0.1:{port}/{kind}").start()
    time.sleep(SECONDS)
    start = _start(station, page)
    own, other = _shown(station, page), _shown(station, stranger)
    for one in (built_in, mount):
        one.stop()
    reference = list(units(bytes(built_in.connections[0].data), kind))
    came = units(bytes(mount.connections[0].data), kind)
    begun = next(reference.index(unit) - before for before, unit in enumerate(came) if unit in reference)
    return [
        _row(f"page ahead of {kind}", "built-in stream", own, start, built_in),
        _row(f"page ahead of {kind}", "icecast 2.4", other, start + begun * UNIT[kind], mount),
    ]


def _row(what: str, who: str, shown: Shown, start: int, listener: Listener) -> Row:
    frame, now = shown
    heard = start + (now - listener.connections[0].parts[0][0]) * RATE // 10**9
    return Row(what, who, round((frame - heard) / RATE, 2), "s", None, "")


def _visit(station: Station) -> Page:
    with urllib.request.urlopen(f"{station.page}/api/v1/now", timeout=10) as answer:  # noqa: S310  loopback, http
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        return Page(cookie, json.load(answer)["streams"]["listen_key"])


def _shown(station: Station, page: Page) -> Shown:
    """What the page shows now."""
    request = urllib.request.Request(f"{station.page}/api/v1/now", headers={"Cookie": page.cookie})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  loopback, http
        return Shown(int(json.load(answer)["frame"]), time.monotonic_ns())


def _start(station: Station, page: Page) -> int:
    """The frame that came first to the visitor's own stream."""
    return next(int(one["start_frame"]) for one in station.listeners() if one["key"] == page.key)
