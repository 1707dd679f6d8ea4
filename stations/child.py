"""One process of a station: started, watched, started again with backoff when it dies, and stopped."""

import asyncio
import subprocess
from collections.abc import Callable

import structlog

from engine.backoff import Backoff
from stations.alive import Alive
from stations.release import environment

PATIENCE = 3.0  # seconds for a process to leave, before it is killed

log = structlog.get_logger()


class Child:
    """The process that ``command`` starts, kept alive."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.restarts = 0
        self.state = "starting"
        self.process: Alive | None = None
        self._command = command
        self._stopping = False
        self._enough = asyncio.Event()  # nobody is to be started any more
        self._backoff = Backoff()

    @property
    def pid(self) -> int | None:
        """The process now, if there is one."""
        return self.process.pid if self.process and self.process.running else None

    async def keep(self, adopt: Alive | None, changed: Callable[[], None], instead: Alive | None = None) -> None:
        """Keep it alive until :meth:`stop` or :meth:`let_go`; ``adopt``: one that is running already. ``changed`` is
        called behind every start. ``instead``: somebody else's, which has to leave first."""
        loop = asyncio.get_running_loop()
        if instead is not None:
            await instead.leave(PATIENCE)
        while not self._enough.is_set():
            born = loop.time()
            await self._life(adopt, changed)
            adopt = None
            if not self._enough.is_set():
                await self._mourn(loop.time() - born)
        self.state = "stopped" if self._stopping else self.state

    async def _mourn(self, lived: float) -> None:
        pause = self._backoff.after(lived)
        self.restarts += 1
        self.state = "restarting"
        code = self.process.code if self.process else None
        log.error("process died", process=self.name, code=code, again_in=pause, restarts=self.restarts)
        if pause:
            await happens(self._enough, pause)

    async def _life(self, adopt: Alive | None, changed: Callable[[], None]) -> None:
        """Start it, wait for its end. Not to be able to start it is a short life."""
        try:
            self.process = adopt or Alive.start(self._command, env=environment(), stdin=subprocess.DEVNULL)
        except OSError as error:
            log.error("process can't be started", process=self.name, why=str(error))
            return
        self.state = "running"
        log.info("process started", process=self.name, pid=self.process.pid, adopted=adopt is not None)
        changed()
        await self._end(self.process)

    async def _end(self, process: Alive) -> None:
        """Wait until it has ended; or was let go, and is not to be stopped."""
        ended = asyncio.create_task(process.ended())
        enough = asyncio.create_task(self._enough.wait())
        await asyncio.wait({ended, enough}, return_when=asyncio.FIRST_COMPLETED)
        if self._stopping:
            await ended
        ended.cancel()
        enough.cancel()

    def let_go(self) -> None:
        """Keep it no longer; it plays on."""
        self._enough.set()

    async def stop(self, patience: float = PATIENCE) -> None:
        """SIGTERM, and SIGKILL after ``patience`` seconds."""
        self._stopping = True
        self._enough.set()
        process = self.process
        if process is None or self.pid is None:
            return
        if not await process.leave(patience):
            log.error("process did not stop: killed", process=self.name, pid=process.pid)


async def happens(event: asyncio.Event, within: float) -> bool:
    """Whether ``event`` happens within so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), within)
    except TimeoutError:
        return False
    return True
