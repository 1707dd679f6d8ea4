"""The supervisor: engine, outputs, planner and web as processes of their own, started in order, stopped in reverse.

It plays nothing itself: when it is killed the others go on, and the next supervisor of the station adopts them.
"""

import asyncio
import fcntl
import os
import signal
from typing import Any, TextIO

import msgspec
import psutil
import structlog

from engine.bus import Message, Server
from engine.errors import StationBusy, StorageError
from engine.places import Places
from stations.child import Child

log = structlog.get_logger()

#: In the order of starting: sound first, then those who hear it, then those who steer it.
PROCESSES = {"engine": "engine", "outputs": "engine.outputs", "planner": "planner", "web": "web"}


class Supervisor:
    """Runs the station in ``places``; ``settings``: for each process the JSON document that it reads."""

    def __init__(self, places: Places, settings: dict[str, dict[str, Any]]) -> None:
        self._places = places
        self._settings = settings
        self._children: dict[str, Child] = {}
        self._stop = asyncio.Event()

    async def run(self, until: asyncio.Event | None = None) -> None:
        """Keep the station running until SIGTERM, SIGINT or ``until``; then stop it."""
        lock = claim(self._places)
        self._catch_signals()
        server = Server(self._places.socket("supervisor"), {"status": self._status})
        await server.start()
        keepers = await self._start()
        try:
            await _first(self._stop, until or asyncio.Event())
        finally:
            await self._leave(keepers)
            await server.stop()
            lock.close()

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)

    async def _start(self) -> list[asyncio.Task[None]]:
        left = read_pids(self._places)
        folder = self._places.data / "run"
        folder.mkdir(exist_ok=True)
        for name in PROCESSES:  # all of them first: a full disk stops the start before anybody runs
            _write_private(folder / f"{name}.json", msgspec.json.encode(self._settings[name]))
        keepers = []
        for name, module in PROCESSES.items():
            child = Child(name, module, self._places.data, folder / f"{name}.json")
            self._children[name] = child
            keepers.append(asyncio.create_task(child.keep(left.get(name), self._write_pids)))
        return keepers

    async def _leave(self, keepers: list[asyncio.Task[None]]) -> None:
        for child in reversed(self._children.values()):
            await child.stop()
        _, late = await asyncio.wait(keepers, timeout=5)
        for keeper in late:
            keeper.cancel()
        (self._places.data / "run" / "pids.json").unlink(missing_ok=True)

    async def _write_pids(self) -> None:
        pids = {name: child.pid for name, child in self._children.items() if child.pid}
        try:
            _write_private(self._places.data / "run" / "pids.json", msgspec.json.encode(pids))
        except StorageError as error:  # only an adoption would miss it
            log.warning("pids not stored", why=str(error))

    async def _status(self, _request: Message) -> Message:
        own = process_row("supervisor", os.getpid(), "running", 0)
        children = (
            process_row(child.name, child.pid, child.state, child.restarts) for child in self._children.values()
        )
        return {"processes": [*children, own]}


def read_pids(places: Places) -> dict[str, int]:
    """The processes as the last supervisor knew them."""
    try:
        return msgspec.json.decode((places.data / "run" / "pids.json").read_bytes(), type=dict[str, int])
    except (OSError, msgspec.MsgspecError):
        return {}


def surviving(places: Places) -> bool:
    """Whether processes of a killed supervisor play on."""
    return any(psutil.pid_exists(pid) for pid in read_pids(places).values())


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


def claim(places: Places) -> TextIO:
    """The station's lock, held while the file is open. Raises StationBusy."""
    lock = places.supervisor_lock.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise StationBusy(
            f"a station already runs in {places.data}: stop it first, or name another folder with --data"
        ) from error
    return lock


def _write_private(path: "os.PathLike[str]", content: bytes) -> None:
    temporary = f"{os.fspath(path)}.part"
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123  mode
            file.write(content)
        os.replace(temporary, path)  # noqa: PTH105  both are plain strings here
    except OSError as error:
        raise StorageError(f"can't write {os.fspath(path)}: {error.strerror}: free some space and try again") from error


async def _first(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    _, others = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for other in others:
        other.cancel()
