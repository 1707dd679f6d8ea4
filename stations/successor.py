"""A process that stands by to take another's place: the supervisor's side of engine.stand_by."""

import asyncio
import os
import subprocess
import sys
import time
from typing import IO, Any

import msgspec

from engine.errors import UpgradeError
from engine.stand_by import OPTION
from stations.alive import Alive
from stations.release import environment

READY_SECONDS = 60.0  # a machine that is busy with the sound imports slowly
TAKE_OVER_SECONDS = {"engine": 3.0}  # the outputs bridge that; nobody hears the others
OTHERS_SECONDS = 15.0


class Successor:
    """``command`` with ``--stand-by``; call :meth:`start` first."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self._began = time.monotonic()
        self._process: Alive | None = None
        self._answers = asyncio.StreamReader()
        self._words = asyncio.StreamReader()
        self._pipes: list[asyncio.BaseTransport] = []

    @property
    def process(self) -> Alive:
        assert self._process is not None, "not started"
        return self._process

    async def start(self) -> None:
        """Raises UpgradeError."""
        errors = os.dup(sys.stderr.fileno())
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [*self.command, OPTION, str(errors)]
        try:
            self._process = Alive.start(command, env=environment(), pass_fds=(errors,), **pipes)
        except OSError as error:
            raise UpgradeError(f"{self.name} can't be started: {error.strerror}") from error
        finally:
            os.close(errors)
        self._pipes = [
            await listened(self._child().stdout, self._answers),
            await listened(self._child().stderr, self._words),
        ]

    async def ready(self) -> float:
        """Wait until it stands by; how many milliseconds that took. Raises UpgradeError with its last words."""
        try:
            await self._answer(READY_SECONDS)
        except UpgradeError as error:
            self._child().kill()
            raise UpgradeError(f"{error}: {last_line(await self._words.read())}") from error
        return 1000 * (time.monotonic() - self._began)

    async def take_over(self) -> dict[str, Any]:
        """Give it the word; what it says once it is on air. Raises UpgradeError."""
        line = self._child().stdin
        assert line is not None
        try:
            with line:
                line.write(b"go\n")
        except OSError as error:
            raise UpgradeError(f"{self.name} died while it stood by") from error
        answer = await self._answer(TAKE_OVER_SECONDS.get(self.name, OTHERS_SECONDS))
        self._hang_up()
        return answer

    def _hang_up(self) -> None:
        for pipe in self._pipes:
            pipe.close()

    def drop(self) -> None:
        """It is not needed; safe to repeat."""
        if self._process is not None:
            child = self._child()
            child.kill()
            child.wait()
            if child.stdin is not None:
                child.stdin.close()
            self._hang_up()

    async def _answer(self, within: float) -> dict[str, Any]:
        try:
            line = await asyncio.wait_for(self._answers.readline(), within)
        except TimeoutError as error:
            raise UpgradeError(f"{self.name} was not there within {within:.0f} s") from error
        if not line:
            raise UpgradeError(f"{self.name} ended")
        return dict(msgspec.json.decode(line))

    def _child(self) -> "subprocess.Popen[bytes]":
        assert self.process.child is not None
        return self.process.child


async def listened(pipe: IO[bytes] | None, reader: asyncio.StreamReader) -> asyncio.BaseTransport:
    """Have ``reader`` get what comes through ``pipe``."""
    loop = asyncio.get_running_loop()
    return (await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe))[0]


def last_line(words: bytes) -> str:
    """What a process said last: for people, or a trace, the error is in its last line."""
    lines = [line.strip() for line in words.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
