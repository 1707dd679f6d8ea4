"""What ``everset upgrade`` does itself: checks what can't change, has the heir started, and says how it gets on."""

import contextlib
import fcntl
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from engine.bus import private_folder
from engine.client import ask
from engine.errors import EversetError, StationBusy, UpgradeError, UsageError
from engine.places import Places
from stations.alive import Alive
from stations.commands.check import address_problems, folder_problems
from stations.conflicts import conflicts
from stations.release import command, environment, this_release
from stations.settings import StationSettings
from stations.start import NEXT, Start, keep_start, read_start
from stations.station import Group, Station, group_of

SILENT_SECONDS = 90.0  # without a step for so long the upgrade is called off
BACK_SECONDS = 15.0  # for the station's own code to come back, where its supervisor was dead
LEAVING_SECONDS = 1.0  # for a supervisor that was told to leave; it answers until it has
LOOK_SECONDS = 0.25

BACK = "the supervisor was dead: it is back, to put things back if need be"
NO_WAY_BACK = "the supervisor is dead, and its code can't be started: there is no way back from here on"

#: What the ring, the journal and every prepared file are made for.
SETTLED = (("engine", "sample_rate"),)


def upgrade(starts: list[Start]) -> None:
    """Have the code that runs this take over a group of stations, to go on as ``starts`` say; a line a step on standard
    output. Raises EversetError: then they play on as before."""
    group = group_of(starts)
    first = group[0].places
    before = read_start(first)
    problems = conflicts(starts)
    for station in group:
        problems += check(station)
    if problems:
        raise UsageError("\n".join(problems))
    with door(first) as listener:
        print(f"from {before.release if before else 'an earlier version'}\nto   {this_release()}", flush=True)
        for step in steps(listener, heir(group, before), group):
            print(step, flush=True)


def check(station: Station) -> list[str]:
    """A line a thing that can't be used, or can't be changed on the fly. Raises UpgradeError when nothing is on air."""
    places, start = station.places, station.start
    if not (answers(places, "supervisor") or answers(places, "engine")):
        raise UpgradeError(f"nobody is on air from {places.data}: `everset run` starts a station")
    problems = folder_problems(start.station())
    if (before := read_start(places)) is not None:
        problems += settled_problems(start, before)
        problems += moved_problems(start.station(), before.station())
    return problems


def answers(places: Places, process: str) -> bool:
    """Whether that process of the station is there."""
    try:
        return bool(ask(places.socket(process), "status"))
    except EversetError:
        return False


def settled_problems(start: Start, before: Start) -> list[str]:
    """A line a setting that stays as it is while the station is on air."""
    return [
        f"{section}.{key}: can't change from {was} to {wanted} on the fly: stop the station, and use another --data"
        for section, key in SETTLED
        for was, wanted in [(before.settings[section][key], start.settings[section][key])]
        if was != wanted
    ]


def moved_problems(wanted: StationSettings, was: StationSettings) -> list[str]:
    """A line an address that changes and can't be listened on."""
    held = {(was.web.bind, was.web.port), (was.outputs.bind, was.outputs.stream_port)}
    return address_problems(wanted, held)


@contextmanager
def door(places: Places) -> Iterator[socket.socket]:
    """Where the heir reports. Raises StationBusy when another upgrade is under way."""
    path = places.socket("upgrade")
    with (
        (places.data / "upgrade.lock").open("a+") as lock,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
    ):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StationBusy(f"another upgrade of the station in {places.data} is under way: wait for it") from error
        private_folder(path.parent)
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(1)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


def heir(group: Group, before: Start | None) -> Alive:
    """Start the next supervisor, as a child of the one that keeps the stations."""
    for station in group:
        keep_start(station.places, station.start, NEXT)
    places = group[0].places
    if not answers(places, "supervisor"):
        print(BACK if brought_back(group, before) else NO_WAY_BACK, flush=True)
    order = command("stations.duty", *folders(group), "--upgrade")
    path = {"PYTHONPATH": environment()["PYTHONPATH"]}
    try:
        answer = ask(places.socket("supervisor"), "succeed", argv=order, environment=path, timeout=10.0)
    except UpgradeError:
        raise
    except EversetError:  # nobody there, or one that does not know the command: it is ours to start
        return detached(order, environment())
    found = Alive.at(answer["pid"])
    if found is None:
        raise UpgradeError("this code's supervisor ended at once: see logs/supervisor.jsonl in the station's folder")
    return found


def folders(group: Group) -> list[str]:
    """The options that name the stations."""
    return [word for station in group for word in ("--data", str(station.places.data))]


def brought_back(group: Group, start: Start | None) -> bool:
    """Whether the stations, whose supervisor is dead, have one again: by the code of ``start``, which may be gone."""
    if start is None:
        return False
    order = command("stations.duty", *folders(group), release=start.release)
    keeper = None
    with contextlib.suppress(OSError):
        keeper = detached(order, environment(start.release))
    deadline = time.monotonic() + BACK_SECONDS
    while keeper is not None and keeper.code is None and time.monotonic() < deadline:
        if answers(group[0].places, "supervisor"):
            return True
        time.sleep(LOOK_SECONDS)
    return False


def detached(order: list[str], variables: dict[str, str]) -> Alive:
    """Start a process that outlives this one and holds nothing of it. Raises OSError."""
    null = subprocess.DEVNULL
    return Alive.start(order, env=variables, stdin=null, stdout=null, stderr=null)


def steps(listener: socket.socket, successor: Alive, group: Group) -> Iterator[str]:
    """What the heir reports, to its end. Raises UpgradeError when that is not a good one."""
    with connected(listener, successor, group) as line, line.makefile("rb") as lines:
        line.settimeout(SILENT_SECONDS)
        try:
            for said in map(json.loads, lines):
                if "failed" in said:
                    raise UpgradeError(said["failed"])
                if "done" in said:
                    yield f"done: the station runs {said['done']}"
                    return
                yield said["step"]
        except TimeoutError as error:
            raise UpgradeError(f"called off: nothing happened for {SILENT_SECONDS:.0f} s") from error
    raise died(group)


def connected(listener: socket.socket, successor: Alive, group: Group) -> socket.socket:
    """The heir's line. Raises UpgradeError when it dies before it calls."""
    listener.settimeout(LOOK_SECONDS)
    while successor.running:
        try:
            return listener.accept()[0]
        except TimeoutError:
            continue
    raise died(group)


def died(group: Group) -> UpgradeError:
    """The heir ended without a word; what that left. Where the supervisor before had left already, or has died, nobody
    but this process is there to bring one back."""
    places = group[0].places
    why = f"this code's supervisor died, see {places.logs / 'supervisor.jsonl'}"
    if stays(places):
        return UpgradeError(f"called off, the station plays on as before: {why}")
    if (start := read_start(places)) is not None and brought_back(group, start):
        return UpgradeError(f"{why}: the station plays on, kept by {start.release}; `everset upgrade` does the rest")
    return UpgradeError(f"{why}: the station plays on, and nobody keeps it: `everset run` as before keeps it again")


def stays(places: Places) -> bool:
    """Whether the supervisor before is there, and not just about to leave."""
    if answers(places, "supervisor"):
        time.sleep(LEAVING_SECONDS)
    return answers(places, "supervisor")
