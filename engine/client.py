"""The other end of engine.bus: calls, events that survive the process they come from, and a synchronous
call."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from engine import errors
from engine.bus import LINE_BYTES, Message, encode
from engine.errors import EversetError, Unreachable

TIMEOUT = 10.0  # seconds; a splice waits for the disk


class Client:
    """A connection for calls; any number may be under way at once."""

    def __init__(self, path: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.path = path
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self.events: asyncio.Queue[Message] = asyncio.Queue()
        self._task = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, path: Path) -> "Client":
        """Raises Unreachable when nobody listens."""
        try:
            reader, writer = await asyncio.open_unix_connection(path, limit=LINE_BYTES)
        except OSError as error:
            raise unreachable(path) from error
        return cls(path, reader, writer)

    async def call(self, command: str, *, timeout: float = TIMEOUT, **facts: Any) -> Message:  # noqa: ASYNC109  the answer's deadline is the caller's
        """The answer to ``command``. Raises what the other side raised, or Unreachable."""
        if self._task.done():
            raise unreachable(self.path)
        number = next(self._numbers)
        self._waiting[number] = answer = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(encode({"id": number, "command": command, **facts}))
            return checked(await asyncio.wait_for(answer, timeout))
        except (TimeoutError, ConnectionError) as error:
            raise unreachable(self.path) from error
        finally:
            self._waiting.pop(number, None)

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionError, ValueError):
            while line := await self._reader.readline():
                self._take(msgspec.json.decode(line, type=Message))
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(unreachable(self.path))
        await self.events.put({"event": "away"})

    def _take(self, message: Message) -> None:
        if "event" in message:
            self.events.put_nowait(message)
        elif (answer := self._waiting.get(message.get("id", 0))) and not answer.done():
            answer.set_result(message)

    async def close(self) -> None:
        """Safe to repeat."""
        self._task.cancel()
        self._writer.close()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await self._writer.wait_closed()


async def events(path: Path, *, only: Sequence[str] = (), retry: float = 0.25) -> AsyncIterator[Message]:
    """Every event of the process at ``path``, for ever: ``{"event": "away"}`` once whenever it goes, and
    after it comes back its whole state first, as on every subscription. ``only``: the kinds to be told of,
    besides that state; all when empty. ``retry``: seconds between attempts."""
    while True:
        try:
            client = await Client.connect(path)
        except Unreachable:
            await asyncio.sleep(retry)
            continue
        try:
            await client.call("subscribe", only=only)
            event: Message = {}
            while event.get("event") != "away":
                event = await client.events.get()
                yield event
        except Unreachable:
            await asyncio.sleep(retry)
        finally:
            await client.close()


def ask(path: Path, command: str, *, timeout: float = 2.0, **facts: Any) -> Message:
    """One call without asyncio, for the command line. Raises as :meth:`Client.call` does."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout)
            connection.connect(str(path))
            connection.sendall(encode({"id": 1, "command": command, **facts}))
            with connection.makefile("rb") as lines:
                line = lines.readline(LINE_BYTES)
    except OSError as error:
        raise unreachable(path) from error
    if not line.endswith(b"\n"):
        raise unreachable(path)
    return checked(msgspec.json.decode(line, type=Message))


def checked(answer: Message) -> Message:
    """``answer``, or the error that it carries."""
    if answer.get("ok"):
        return answer
    kind = getattr(errors, str(answer.get("kind")), EversetError)
    if not (isinstance(kind, type) and issubclass(kind, EversetError)):
        kind = EversetError
    raise remade(kind, str(answer.get("error")))


def remade(kind: type[EversetError], message: str) -> EversetError:
    """The error of that kind; two of the tree take more than their message."""
    if kind is errors.ConfigError:
        return errors.ConfigError(message.splitlines())
    if kind is errors.SetAside:
        return errors.SetAside("remote", message)
    return kind(message)


def unreachable(path: Path) -> Unreachable:
    return Unreachable(f"nobody answers at {path}: is the station's {path.stem} process running?")
