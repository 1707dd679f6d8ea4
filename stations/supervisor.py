"""The supervisor: engine, outputs, planner and web as processes of their own, started in order, stopped in reverse; for
one station, or for several that share them.

It plays nothing itself: when it is killed the others go on, and the next supervisor of the station adopts them. To an
heir, which runs other code, it hands them over; should the heir end before everything is its own, the station is put
back to this code."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import ExitStack

import structlog

from engine.bus import Handler, Message, Server
from engine.errors import StationBusy, StorageError, UpgradeError
from stations.alive import Alive
from stations.child import PATIENCE, happens
from stations.children import Children, kind, process_row, serves
from stations.lock import claim_all
from stations.notify import notify
from stations.orphans import orphans
from stations.release import this_release
from stations.roll import Roll, read_roll
from stations.start import keep_start
from stations.station import Group, Station

log = structlog.get_logger()

RETRY_SECONDS = 1.0


class Supervisor:
    """Runs the stations of ``group``. ``locks``: theirs, where they are held already."""

    def __init__(self, group: Group, locks: ExitStack | None = None) -> None:
        self._group = group
        self._places = group[0].places  # where what all of them share is told of
        self._children = Children(group)
        self._locks = locks
        self._stop = asyncio.Event()
        self._heir: Alive | None = None
        self._watch: asyncio.Task[None] | None = None
        self._reapers: set[asyncio.Task[None]] = set()
        self._left = False  # to an heir

    @property
    def heir(self) -> int | None:
        """Process id of the supervisor that has everything now."""
        return self._heir.pid if self._left and self._heir else None

    async def run(self, until: asyncio.Event | None = None, started: Callable[[], None] = lambda: None) -> None:
        """Keep the stations running until SIGTERM, SIGINT, SIGHUP or ``until``; then stop them. Returns, too, when an
        heir has taken them over. ``started`` is called when all processes are kept. Raises StationBusy when one has a
        supervisor."""
        self._locks = self._locks or claim_all(self._group)
        self._catch_signals()
        servers = [Server(one.places.socket("supervisor"), self._handlers(one)) for one in self._group]
        for server in servers:
            await server.start()
        try:
            playing = orphans(self._group)
            await self._keep(playing, patient=bool(playing))
            for station in self._group:
                keep_start(station.places, station.start)
            started()
            notify(f"READY=1\nMAINPID={os.getpid()}")
            await _first(self._stop, until or asyncio.Event())
        finally:
            await self._end()
            for server in servers:
                await server.stop()
            self._unlock()

    def _handlers(self, station: Station) -> dict[str, Handler]:
        return {
            "status": lambda _request: self._status(station),
            "succeed": self._succeed,
            "hand_over": self._hand_over,
            "leave": self._leave,
        }

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup means it
                loop.add_signal_handler(number, self._stop.set)

    async def _end(self) -> None:
        if self._left:
            await self._children.let_go()
            return
        notify("STOPPING=1")
        if self._watch is not None:
            self._watch.cancel()
        if self._heir is not None:  # stopped in the middle of an upgrade: it is called off, and everybody stops
            self._heir.send(signal.SIGKILL)
            await self._put_back(start=False)
        await self._children.stop()

    def _unlock(self) -> None:
        if self._locks is not None:
            self._locks.close()
            self._locks = None

    def _status(self, station: Station) -> Message:
        own = process_row("supervisor", os.getpid(), "running", 0)
        if self._heir is None:
            return {"processes": [*self._children.rows(station.name), own]}
        restarts = self._children.restarts()
        rows = [
            process_row(kind(name), one.pid, "running", restarts.get(name, 0))
            for name, one in read_roll(self._places).items()
            if serves(name, station.name)
        ]
        return {"processes": [*rows, own]}

    async def _succeed(self, request: Message) -> Message:
        """Start the heir, here, where this process's cgroup, terminal and limits are."""
        if self._heir is not None:
            raise UpgradeError(f"process {self._heir.pid} is upgrading this station: wait for it")
        environment = {**os.environ, **{str(key): str(value) for key, value in request["environment"].items()}}
        heir = Alive.start([str(word) for word in request["argv"]], env=environment, stdin=subprocess.DEVNULL)
        reaper = asyncio.create_task(heir.ended())
        self._reapers.add(reaper)
        reaper.add_done_callback(self._reapers.discard)
        return {"pid": heir.pid}

    async def _hand_over(self, request: Message) -> Message:
        """Let the heir have the processes and the lock; who runs which code."""
        if self._heir is not None:
            raise UpgradeError(f"process {self._heir.pid} is upgrading this station: wait for it")
        self._heir = Alive.at(int(request["pid"]))
        if self._heir is None:
            raise UpgradeError("the heir has gone")
        log.info("handing over", to=self._heir.pid)
        await self._children.let_go()
        self._unlock()
        self._watch = asyncio.create_task(self._outlive(self._heir))
        return {"restarts": self._children.restarts()}

    async def _leave(self, _request: Message) -> Message:
        """Everything is the heir's."""
        self._left = True
        self._stop.set()
        return {"release": str(this_release())}

    async def _outlive(self, heir: Alive) -> None:
        await heir.ended()
        if not self._left:
            log.error("the upgrade failed: back to this code", release=str(this_release()))
            await self._put_back(start=True)

    async def _put_back(self, *, start: bool) -> None:
        """Take the lock again, have what the heir started leave, and keep what is ours."""
        if self._locks is None:  # held already where it was told to stop in the middle of this
            self._locks = await self._claimed()
        mine = self._children.roll()
        strangers = {name: one for name, one in read_roll(self._places).items() if mine.get(name) != one}
        if start:
            await self._keep(mine, strangers, patient=True)
        else:
            await asyncio.gather(*(one.leave(PATIENCE) for one in map(Alive.find, strangers.values()) if one))
        self._heir = None

    async def _keep(self, roll: Roll, strangers: Roll | None = None, *, patient: bool) -> None:
        """Keep the processes in place of ``strangers``; ``patient``: they play on meanwhile, so a disk that is full is
        waited for."""
        while True:
            try:
                self._children.start(roll, strangers)
                return
            except StorageError as error:
                if not patient:
                    raise
                log.error("can't keep the processes", why=str(error))
                if await happens(self._stop, RETRY_SECONDS):
                    return

    async def _claimed(self) -> ExitStack:
        while True:
            with contextlib.suppress(StationBusy):
                return claim_all(self._group)
            await asyncio.sleep(0.02)


async def _first(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    _, others = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for other in others:
        other.cancel()
