"""A connection to Liquidsoap's command server, by TCP or by its Unix socket: one command at a time, in the order in
which they were asked, each within its time. It is made when it is needed, kept alive while nothing is asked (the server
closes what is idle for 30 s), and made anew when it was lost."""

import asyncio
import contextlib

from engine.errors import EversetError, Unreachable
from engine.outputs.liquidsoap.wire import BYE, TIMED_OUT, Answers, checked, line

PATIENCE = 5.0  # seconds for a connection and an answer
KEEP_ALIVE = 10.0  # seconds without a command after which one is asked
AT_ONCE = 65_536  # bytes


class Idled(Exception):
    """The server closed the connection because nothing was asked, as we asked: it has not heard it."""


class Client:
    """``address``: "host:port" or the path of the socket. ``connections``: how many were made."""

    def __init__(self, address: str, *, patience: float = PATIENCE, keep_alive: float = KEEP_ALIVE) -> None:
        self.address = address
        self.connections = 0
        self._patience = patience
        self._keep_alive = keep_alive
        self._turn = asyncio.Lock()  # who asks waits in line
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._answers = Answers()
        self._timer: asyncio.TimerHandle | None = None
        self._greeting: asyncio.Task[None] | None = None

    async def ask(self, command: str) -> str:
        """What the server answers. Raises CommandFailed when that is an error, Unreachable when nothing comes; then it
        may have been done all the same."""
        sent = line(command)
        async with self._turn:
            try:
                async with asyncio.timeout(self._patience):
                    body = await self._asked(sent)
            except TimeoutError as error:
                self._drop()
                raise self._unreachable(
                    f"no answer to {command.split(maxsplit=1)[0]} within {self._patience:g} s"
                ) from error
            except OSError as error:
                self._drop()
                raise self._unreachable(error.strerror or str(error)) from error
            except BaseException:  # whose answer would be taken for the next one's
                self._drop()
                raise
            self._keep()
        return checked(command, body)

    async def _asked(self, sent: bytes) -> str:
        """Raises OSError."""
        if self._reader is not None and self._reader.at_eof():
            self._drop()
        if self._reader is not None:
            with contextlib.suppress(Idled):
                return await self._answer(sent)
            self._drop()
        await self._connect()
        try:
            return await self._answer(sent)
        except Idled as error:
            raise ConnectionResetError("it closed the connection at once") from error

    async def _connect(self) -> None:
        if self.address.startswith("/"):
            self._reader, self._writer = await asyncio.open_unix_connection(self.address)
        else:
            host, _, port = self.address.rpartition(":")
            self._reader, self._writer = await asyncio.open_connection(host.strip("[]"), int(port))
        self._answers = Answers()
        self.connections += 1

    async def _answer(self, sent: bytes) -> str:
        assert self._reader is not None and self._writer is not None
        self._writer.write(sent)
        while data := await self._reader.read(AT_ONCE):
            if bodies := self._answers.feed(data):
                return bodies[0]
        rest = self._answers.rest
        self._drop()
        if rest == BYE:
            return rest
        if rest.endswith(TIMED_OUT):
            raise Idled
        raise ConnectionResetError("it closed the connection")

    def _keep(self) -> None:
        """Ask something before the server takes the connection for idle."""
        if self._timer is not None:
            self._timer.cancel()
        if self._writer is not None:
            self._timer = asyncio.get_running_loop().call_later(self._keep_alive, self._greet)

    def _greet(self) -> None:
        async def greet() -> None:
            with contextlib.suppress(EversetError):  # whoever asks next will see
                await self.ask("version")

        self._greeting = asyncio.get_running_loop().create_task(greet())

    def _unreachable(self, why: str) -> Unreachable:
        advice = "is it running, and its server turned on (settings.server.telnet or .socket)?"
        return Unreachable(f"Liquidsoap's command server at {self.address} does not answer ({why}): {advice}")

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None

    def close(self) -> None:
        """Safe to repeat; who asks again connects again."""
        if self._timer is not None:
            self._timer.cancel()
        if self._greeting is not None:
            self._greeting.cancel()
        self._drop()
