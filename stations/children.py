"""The processes of one station, started in order, stopped in reverse, and told of on the roll."""

import asyncio
import contextlib
from typing import Any

import msgspec
import psutil
import structlog

from engine.errors import StorageError
from engine.places import Places
from stations.alive import Alive
from stations.child import Child
from stations.release import command
from stations.roll import Roll, write_private, write_roll

log = structlog.get_logger()

#: In the order of starting: sound first, then those who hear it, then those who steer it.
PROCESSES = {"engine": "engine", "outputs": "engine.outputs", "planner": "planner", "web": "web"}
PATIENCE = 5.0  # seconds for the last keeper to see its process go

Documents = dict[str, dict[str, Any]]  # for each process the JSON document that it reads


class Children:
    """The processes of the station in ``places``."""

    def __init__(self, places: Places, documents: Documents) -> None:
        self._places = places
        self._documents = documents
        self._children: dict[str, Child] = {}
        self._keepers: list[asyncio.Task[None]] = []

    def start(self, roll: Roll) -> None:
        """Start those that are not on ``roll`` and alive; keep all of them. Raises StorageError before anybody was
        started."""
        settings = write_settings(self._places, self._documents)
        restarts = {name: child.restarts for name, child in self._children.items()}
        for name in PROCESSES:
            child = Child(name, command_of(name, self._places, settings[name]))
            child.restarts = restarts.get(name, 0)
            self._children[name] = child
            adopted = Alive.find(roll[name]) if name in roll else None
            self._keepers.append(asyncio.create_task(child.keep(adopted, self._write_roll)))

    async def stop(self) -> None:
        """All of them, in reverse."""
        for child in reversed(self._children.values()):
            await child.stop()
        await self._dismiss()
        (self._places.data / "run" / "pids.json").unlink(missing_ok=True)

    async def let_go(self) -> Roll:
        """Keep them no longer; they play on. Who they are."""
        for child in self._children.values():
            child.let_go()
        await self._dismiss()
        return self.roll()

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
        with contextlib.suppress(KeyError):
            try:
                write_roll(self._places, self.roll())
            except StorageError as error:  # only an adoption would miss it
                log.warning("pids not stored", why=str(error))

    def rows(self) -> list[dict[str, Any]]:
        """The contract's ``processes``."""
        return [process_row(one.name, one.pid, one.state, one.restarts) for one in self._children.values()]

    def restarts(self) -> dict[str, int]:
        """How often each was started again."""
        return {name: child.restarts for name, child in self._children.items()}


def write_settings(places: Places, documents: Documents, suffix: str = "") -> dict[str, str]:
    """The settings file of each process: all of them first, so that a full disk stops the start before anybody runs.
    Raises StorageError."""
    folder = places.data / "run"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(f"can't make {folder}: {error.strerror}: free some space and try again") from error
    files = {name: folder / f"{name}{suffix}.json" for name in PROCESSES}
    for name, file in files.items():
        write_private(file, msgspec.json.encode(documents[name]))
    return {name: str(file) for name, file in files.items()}


def command_of(name: str, places: Places, settings: str) -> list[str]:
    """What starts the process ``name`` of the station in ``places``."""
    return command(PROCESSES[name], "--data", str(places.data), "--settings", settings)


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
