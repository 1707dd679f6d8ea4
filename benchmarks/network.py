"""A bad network between a station and its Icecast: delay, loss, and in the middle a minute without any. What a listener
of the mount, who has a good way to it, misses of what a listener of the built-in stream hears meanwhile.

The station is a whole one (``everset run``), on the demo's pieces. Icecast runs on a host of its own, a network
namespace; only root may make one."""

import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.chaos.listener import Listener
from benchmarks.crowd.icecast import PASSWORD, server
from benchmarks.far.host import Host, host
from benchmarks.far.missed import Missed, missed
from benchmarks.price.music import make_music
from benchmarks.price.progress import say
from benchmarks.price.station import Station, on_air, scan, wait_until
from benchmarks.row import Row
from benchmarks.units import units

DELAY, LOSS = 0.08, 0.02  # each way: another continent, over a poor line
OUTAGE = 60.0  # seconds
MINUTES = 4.0
FRAME = 1_152 / 44_100  # seconds
KBPS = 192
MOUNT = """[[outputs.icecast]]
host = "{host}"
port = {port}
mount = "/live.mp3"
password = "{password}"
"""


def rows(folder: Path, minutes: float = MINUTES) -> list[Row]:
    """Seconds that the mount's listener missed, and when."""
    say("making the music")
    music, data = make_music(folder), folder / "station"
    scan(music, data)
    with (
        host(delay=DELAY, loss=LOSS) as far,
        server(folder, 10, bind="0.0.0.0", at=far.good, within=far.within) as (_, port),  # noqa: S104  of that host
        on_air(music, data, MOUNT.format(host=far.bad, port=port, password=PASSWORD)) as station,
    ):
        wait_until(lambda: station.mounts()[0]["state"] == "on air", 60)
        return _measured(far, port, station, minutes * 60)


def _measured(far: Host, port: int, station: Station, seconds: float) -> list[Row]:
    built_in, listener = Listener(station.stream).start(), Listener(f"http://{far.good}:{port}/live.mp3").start()
    began = time.monotonic()
    quiet = (seconds - OUTAGE) / 2
    say(f"{quiet / 60:.1f} minutes of {1e3 * DELAY:.0f} ms and {100 * LOSS:.0f} % loss each way")
    time.sleep(quiet)
    say(f"{OUTAGE:.0f} s without a network")
    far.wire.cut = True
    cut = time.monotonic()
    time.sleep(OUTAGE)
    far.wire.cut = False
    say("the network is back")
    wait_until(lambda: listener.last > (cut + OUTAGE) * 1e9, 60)
    back = listener.last / 1e9 - cut - OUTAGE
    time.sleep(max(0.0, quiet - back))
    (facts,) = station.mounts()
    for one in (listener, built_in):
        one.stop()
    return _told(_found(listener, built_in), facts, cut - began, back, len(listener.connections))


def _found(listener: Listener, built_in: Listener) -> Missed:
    (whole,) = built_in.connections  # a second one would be a hole of its own
    heard = [frame for one in listener.connections for frame in units(bytes(one.data))]
    return missed(heard, list(units(bytes(whole.data))))


def _told(found: Missed, facts: dict[str, object], cut: float, back: float, connections: int) -> list[Row]:
    during, outside = _split(found.holes, lambda place: abs(place * FRAME - cut) < OUTAGE)
    values = {
        "heard": (found.heard * FRAME, "s"),
        "missed while the network was bad": (outside * FRAME, "s"),
        f"missed of an outage of {OUTAGE:.0f} s": (during * FRAME, "s"),
        "heard twice": (found.twice * FRAME, "s"),
        "heard again after the network was back": (back, "s"),
        "connections of the listener": (float(connections), ""),
        "frames that are none of the station's": (float(found.strange), ""),
        "left out by its own account": (int(str(facts["left_out_frames"])) / 44_100, "s"),
    }
    return [Row(what, "a mount's listener", round(value, 2), unit, None, "") for what, (value, unit) in values.items()]


def _split(holes: list[tuple[int, int]], within: Callable[[int], bool]) -> tuple[int, int]:
    """Frames in ``holes`` that begin ``within``, and those that do not."""
    inside = sum(count for place, count in holes if within(place))
    return inside, sum(count for _, count in holes) - inside
