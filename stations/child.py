"""One process of a station: started, watched, started again with backoff when it dies, and stopped."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import structlog

log = structlog.get_logger()

FIRST_PAUSE = 0.0  # the first restart is at once: the ring holds only so many seconds
LONGEST_PAUSE = 15.0
HEALTHY_AFTER = 30.0  # seconds of life after which a death counts as the first again


class Backoff:
    """How long to wait before the next start: at once, then doubling from 0.25 s; a healthy life forgets."""

    def __init__(self) -> None:
        self._deaths = 0

    def after(self, lived: float) -> float:
        """Seconds to wait after a life of ``lived`` seconds."""
        self._deaths = 1 if lived >= HEALTHY_AFTER else self._deaths + 1
        return FIRST_PAUSE if self._deaths == 1 else min(0.25 * 2.0 ** (self._deaths - 2), LONGEST_PAUSE)


class Child:
    """``python -m MODULE --data DIR --settings FILE``, kept alive."""

    def __init__(self, name: str, module: str, data: Path, settings: Path) -> None:
        self.name = name
        self.restarts = 0
        self.state = "starting"
        self._argv = [sys.executable, "-m", module, "--data", str(data), "--settings", str(settings)]
        self._process: psutil.Process | None = None
        self._handle: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._gone = asyncio.Event()
        self._backoff = Backoff()

    @property
    def pid(self) -> int | None:
        """The process now, if there is one."""
        return self._process.pid if self._process and self._process.is_running() else None

    async def keep(self, adopt: int | None, changed: Callable[[], Awaitable[None]]) -> None:
        """Keep it alive until :meth:`stop`; ``adopt``: pid of one that an earlier supervisor left running."""
        loop = asyncio.get_running_loop()
        while True:
            born = loop.time()
            code = await self._life(adopt, changed)
            adopt = None
            if self._stopping.is_set():
                self.state = "stopped"
                self._gone.set()
                return
            pause = self._backoff.after(loop.time() - born)
            self.restarts += 1
            self.state = "restarting"
            log.error("process died", process=self.name, code=code, again_in=pause, restarts=self.restarts)
            if pause:
                await _happens(self._stopping, pause)

    async def _life(self, adopt: int | None, changed: Callable[[], Awaitable[None]]) -> int | None:
        """Start it, wait for its end. Not to be able to start it is a short life."""
        if self._stopping.is_set():
            return None
        try:
            await self._start(adopt)
        except (OSError, psutil.Error) as error:
            log.error("process can't be started", process=self.name, why=str(error))
            return None
        if self._stopping.is_set() and self.pid is not None:
            psutil.Process(self.pid).terminate()  # it was asked to stop while it started
        await changed()
        return await self._wait()

    async def stop(self, patience: float = 3.0) -> None:
        """SIGTERM, and SIGKILL after ``patience`` seconds."""
        self._stopping.set()
        process = self._process
        if process is None or self.pid is None:
            return
        process.send_signal(signal.SIGTERM)
        if not await _happens(self._gone, patience):
            log.error("process did not stop: killed", process=self.name, pid=process.pid)
            process.kill()

    async def _start(self, adopt: int | None) -> None:
        self._process = self._adopted(adopt)
        if self._process is None:
            self._handle = await asyncio.create_subprocess_exec(*self._argv, start_new_session=True)
            self._process = psutil.Process(self._handle.pid)
        self.state = "running"
        log.info("process started", process=self.name, pid=self._process.pid, adopted=adopt is not None)

    def _adopted(self, pid: int | None) -> psutil.Process | None:
        if pid is None:
            return None
        try:
            process = psutil.Process(pid)
            same = process.cmdline()[1:] == self._argv[1:]
        except psutil.Error:
            return None
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None

    async def _wait(self) -> int | None:
        assert self._process is not None
        if self._handle is not None and self._handle.pid == self._process.pid:
            return await self._handle.wait()
        return await asyncio.to_thread(self._process.wait)  # not our child: psutil polls


async def _happens(event: asyncio.Event, within: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), within)
    except TimeoutError:
        return False
    return True
