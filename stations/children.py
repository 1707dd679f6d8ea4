"""The processes of a group of stations, started in order, stopped in reverse, and told of on the roll."""

import asyncio
from typing import Any

import msgspec
import psutil
import structlog

from engine.errors import StorageError
from stations.alive import Alive
from stations.child import PATIENCE as LEAVING
from stations.child import Child
from stations.release import command
from stations.roll import Roll, write_private, write_roll
from stations.station import Group

log = structlog.get_logger()

#: In the order of starting: sound first, then those who hear it, then those who steer it.
PROCESSES = {
    "engine": "engine",
    "outputs": "engine.outputs",
    "card": "engine.card",
    "midi": "engine.midi",
    "planner": "planner",
    "web": "web",
}
OWN = frozenset({"planner", "card", "midi"})  # a station's own; all others carry the whole group
PATIENCE = 5.0  # seconds for the last keeper to see its process go


class Children:
    """The processes of ``group``."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._children: dict[str, Child] = {}
        self._keepers: list[asyncio.Task[Any]] = []

    def start(self, roll: Roll, strangers: Roll | None = None) -> None:
        """Start those that are not on ``roll`` and alive; keep all of them. Each waits for nobody but its own one of
        ``strangers``, who hold its place and have to leave. Raises StorageError before anything was done."""
        write_settings(self._group)
        restarts = self.restarts()
        found = {name: stranger for name, one in (strangers or {}).items() if (stranger := Alive.find(one))}
        for name, order in commands(self._group).items():
            child = Child(name, order)
            child.restarts = restarts.get(name, 0)
            self._children[name] = child
            adopted = Alive.find(roll[name]) if name in roll else None
            keeping = child.keep(adopted, self._write_roll, found.pop(name, None))
            self._keepers.append(asyncio.create_task(keeping))
        left = (Alive.find(one) for name, one in roll.items() if name not in self._children)
        for stranger in (*found.values(), *filter(None, left)):  # unknown to this code, or no longer wanted
            self._keepers.append(asyncio.create_task(stranger.leave(LEAVING)))

    async def stop(self) -> None:
        """All of them, in reverse."""
        for child in reversed(self._children.values()):
            await child.stop()
        await self._dismiss()
        for station in self._group:
            (station.places.data / "run" / "pids.json").unlink(missing_ok=True)

    async def let_go(self) -> None:
        """Keep them no longer; they play on."""
        for child in self._children.values():
            child.let_go()
        await self._dismiss()

    async def _dismiss(self) -> None:
        if self._keepers:
            _, late = await asyncio.wait(self._keepers, timeout=PATIENCE)
            for keeper in late:
                keeper.cancel()
        self._keepers.clear()

    def roll(self) -> Roll:
        """Those who live."""
        living = ((name, child.process) for name, child in self._children.items())
        return {name: process.identity for name, process in living if process and process.running}

    def _write_roll(self) -> None:
        try:
            write_group_roll(self._group, self.roll())
        except StorageError as error:  # only an adoption would miss it
            log.warning("pids not stored", why=str(error))

    def rows(self, station: str) -> list[dict[str, Any]]:
        """The contract's ``processes`` of one station."""
        return [
            process_row(kind(one.name), one.pid, one.state, one.restarts)
            for one in self._children.values()
            if serves(one.name, station)
        ]

    def restarts(self) -> dict[str, int]:
        """How often each was started again."""
        return {name: child.restarts for name, child in self._children.items()}


def members(group: Group) -> dict[str, Group]:
    """The processes of a group, by name, and whom each carries: "engine", or "planner/NAME" where there are several.
    Those that a station has no document for it does not want."""
    found: dict[str, Group] = {}
    for name in PROCESSES:
        wanted = [station for station in group if name in station.documents]
        if name in OWN and len(group) > 1:
            found |= {f"{name}/{station.name}": [station] for station in wanted}
        elif wanted:
            found[name] = wanted
    return found


def kind(member: str) -> str:
    """The process that a member is, one of PROCESSES."""
    return member.partition("/")[0]


def serves(member: str, station: str) -> bool:
    """Whether a member is one of this station's processes."""
    return member.partition("/")[2] in ("", station)


def commands(group: Group, suffix: str = "") -> dict[str, list[str]]:
    """What starts each process, with the settings files that :func:`write_settings` made."""
    return {name: _command(name, carried, suffix) for name, carried in members(group).items()}


def _command(name: str, carried: Group, suffix: str) -> list[str]:
    options = []
    for station in carried:
        settings = station.places.data / "run" / f"{kind(name)}{suffix}.json"
        options += ["--data", str(station.places.data), "--settings", str(settings)]
    return command(PROCESSES[kind(name)], *options)


def write_settings(group: Group, suffix: str = "") -> None:
    """The settings file of each process and station: all of them first, so that a full disk stops the start before
    anybody runs. Raises StorageError."""
    for station in group:
        folder = station.places.data / "run"
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise StorageError(f"can't make {folder}: {error.strerror}: free some space and try again") from error
        for name in PROCESSES.keys() & station.documents.keys():
            write_private(folder / f"{name}{suffix}.json", msgspec.json.encode(station.documents[name]))


def write_group_roll(group: Group, roll: Roll) -> None:
    """The same roll in every station's folder. Raises StorageError."""
    for station in group:
        write_roll(station.places, roll)


def process_row(name: str, pid: int | None, state: str, restarts: int) -> dict[str, Any]:
    """One row of the contract's ``status``: memory in bytes, CPU time in seconds since the start."""
    memory, cpu = 0, 0.0
    if pid is not None:
        try:
            process = psutil.Process(pid)
            memory, times = process.memory_info().rss, process.cpu_times()
            cpu = times.user + times.system
        except psutil.Error:
            state = "gone"
    return {
        "name": name,
        "pid": pid,
        "state": state,
        "restarts": restarts,
        "rss_bytes": memory,
        "cpu_seconds": round(cpu, 2),
    }
