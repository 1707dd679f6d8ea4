"""How the station's processes talk: one JSON document a line over a Unix socket (engine.protocol has the
words)."""

import asyncio
import contextlib
import errno
import fcntl
import inspect
import itertools
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import EversetError, StationBusy, StorageError
from engine.logs import logger
from engine.rhythm import until_next

LINE_BYTES = 8_000_000  # the largest document: a programme whose marks carry their waveforms
ALONE_SECONDS = 2.0  # for another process to begin to listen, which takes a millisecond
LOOK_SECONDS = 6.0  # between two looks whether the socket is still there
BEHIND = 2 * LINE_BYTES  # bytes of events that a subscriber may leave unread
PATIENCE = 8  # times LINE_BYTES that a line may have until its end
LIMIT = f"the document is too long: {LINE_BYTES} bytes at most, send it in parts"
TOO_LONG = b"\x00"  # stands for a line that was dropped

Message = dict[str, Any]
Handler = Callable[[Message], Message | Awaitable[Message]]

log = logger(__name__)


def encode(message: Message) -> bytes:
    """One line."""
    return msgspec.json.encode(message) + b"\n"


class Subscriber:
    """A connection that gets every event, or ``only`` these. What it leaves unread is bounded: more is the end of it,
    never a wait."""

    def __init__(self, writer: asyncio.StreamWriter, only: frozenset[str] = frozenset()) -> None:
        self._writer = writer
        self._only = only

    def wants(self, event: str) -> bool:
        """Whether it asked for this kind of event, or for all."""
        return not self._only or event in self._only

    def names(self, event: str) -> bool:
        """Whether it asked for this kind of event by its name."""
        return event in self._only

    def offer(self, line: bytes) -> bool:
        """Send one event, or keep it until there is room. False when the subscriber was too slow, and is gone."""
        self._writer.write(line)
        if self._writer.transport.get_write_buffer_size() <= BEHIND:
            return True
        self._writer.transport.abort()
        return False


class Server:
    """Answers commands and publishes events at ``path``. ``handlers``: by command, each takes the request's
    document and returns the answer's, at once or awaited; an EversetError is the answer too. The document says by which
    ``connection`` it came, a number; ``on_left`` hears of those that have ended.
    ``on_subscribe``: the events that a subscriber gets first."""

    def __init__(
        self,
        path: Path,
        handlers: dict[str, Handler],
        on_subscribe: Callable[[], list[Message]] = list,
        on_left: Callable[[int], None] = lambda _connection: None,
    ) -> None:
        self.path = path
        self.handlers = handlers
        self.on_subscribe = on_subscribe
        self.on_left = on_left
        self._numbers = itertools.count(1)
        self.dropped = 0  # subscribers that were too slow
        self._subscribers: dict[asyncio.StreamWriter, Subscriber] = {}
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.AbstractServer | None = None
        self._guard: asyncio.Task[None] | None = None
        self._stopped = False

    async def start(self) -> None:
        """Listen. Raises StationBusy when a living process does so already, StorageError when the path is no
        good."""
        async with alone_in(self.path.parent):
            if await answers(self.path):
                raise StationBusy(f"another process answers at {self.path}: stop it, or use another --data")
            await self._listen()
        self._guard = asyncio.create_task(self._stay())

    async def _listen(self) -> None:
        try:
            private_folder(self.path.parent)
            self.path.unlink(missing_ok=True)  # a killed process left it
            before, self._server = (
                self._server,
                await asyncio.start_unix_server(self._serve, self.path, limit=LINE_BYTES),
            )
            if before is not None:
                before.close()  # what is connected stays so
            self.path.chmod(0o600)
        except OSError as error:
            raise StorageError(f"can't listen at {self.path}: {error.strerror or error}") from error

    async def _stay(self) -> None:
        """Listen anew where somebody deleted the socket (a clean-up of the temporary folder): who asks would find
        nobody."""
        while True:
            await asyncio.sleep(until_next(LOOK_SECONDS, asyncio.get_running_loop().time()))
            if not self.path.exists():
                with contextlib.suppress(StorageError):  # the next look tries again
                    await self._listen()
                    log.warning("the socket was deleted: listening anew", path=str(self.path))

    async def stop(self) -> None:
        """Stop listening and close every connection; safe to repeat."""
        self._stopped = True
        if self._guard is not None:
            self._guard.cancel()
        if self._server is not None:
            self._server.close()
            for connection in list(self._connections):
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)
            self.path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # others still listen there
                self.path.parent.rmdir()
            self._server = None

    def named(self, event: str) -> bool:
        """Whether a subscriber asked for this kind of event by its name."""
        return any(subscriber.names(event) for subscriber in self._subscribers.values())

    def publish(self, event: str, **facts: Any) -> None:
        """Send an event to every subscriber, waiting for none."""
        line = encode({"event": event, **facts})
        for writer, subscriber in list(self._subscribers.items()):
            if subscriber.wants(event) and not subscriber.offer(line):
                self.dropped += 1
                self._subscribers.pop(writer, None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: the one that asyncio runs this in must not be cancelled, it would log that as an
        # error.
        if self._stopped:  # it came while the door was closing
            writer.transport.abort()
            return
        connection = asyncio.create_task(self._connection(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(self._numbers)
        try:
            while line := await next_line(reader):
                await self._request(line, writer, number)
        except (ConnectionError, ValueError):  # gone, or a line that does not end: nothing that can be answered
            writer.transport.abort()
        finally:
            self._subscribers.pop(writer, None)
            writer.close()
            self.on_left(number)

    async def _request(self, line: bytes, writer: asyncio.StreamWriter, connection: int) -> None:
        request = {**parse(line), "connection": connection}
        answer = await self._answer(request) if line is not TOO_LONG else refusal(EversetError(LIMIT))
        writer.write(encode({"id": request.get("id"), **answer}))
        if request.get("command") == "subscribe" and writer not in self._subscribers:
            self._subscribers[writer] = subscriber = Subscriber(writer, wanted(request))
            for event in self.on_subscribe():
                subscriber.offer(encode(event))
        await writer.drain()

    async def _answer(self, request: Message) -> Message:
        command = request.get("command")
        if command == "subscribe":
            return {"ok": True}
        handler = self.handlers.get(command) if isinstance(command, str) else None
        if handler is None:
            return refusal(EversetError(f"unknown command {command!r}: use one of {', '.join(sorted(self.handlers))}"))
        try:
            answer = handler(request)
            return {"ok": True, **(await answer if inspect.isawaitable(answer) else answer)}
        except EversetError as error:
            return refusal(error)
        except (msgspec.ValidationError, KeyError, TypeError, ValueError) as error:
            return refusal(EversetError(f"{command}: {type(error).__name__}: {error}: see engine.protocol"))
        except Exception as error:
            log.exception("command failed", command=command)
            return refusal(EversetError(f"{command} failed ({type(error).__name__}: {error}): see the process's log"))


@contextlib.asynccontextmanager
async def alone_in(folder: Path) -> AsyncIterator[None]:
    """Of two processes that begin to listen in ``folder`` at once the second one looks when the first one answers; one
    that was stopped in between is not waited for. Raises StorageError when the folder is no good."""
    try:
        private_folder(folder)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StorageError(f"can't listen in {folder}: {error.strerror}") from error
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ALONE_SECONDS):
                while not _locked(lock):  # noqa: ASYNC110  who has it may be another process
                    await asyncio.sleep(0.005)
        yield
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    """Whether this process has the lock by now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def private_folder(folder: Path) -> None:
    """Make ``folder`` for this user alone. Raises PermissionError where somebody else made it first: whoever owns it
    could listen in our place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.lstat()
    if owner.st_uid != os.getuid() or not stat.S_ISDIR(owner.st_mode):
        raise PermissionError(errno.EPERM, f"{folder} belongs to somebody else: remove it")
    folder.chmod(0o700)


async def next_line(reader: asyncio.StreamReader) -> bytes:
    """The next line, empty at the end; TOO_LONG in place of one that is longer than a document may be. Raises
    ValueError when that has no end."""
    dropped = 0
    while dropped <= PATIENCE * LINE_BYTES:
        try:
            line = await reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            line = error.partial
        except asyncio.LimitOverrunError as error:
            dropped += len(await reader.readexactly(error.consumed))
            continue
        return TOO_LONG if dropped else line
    raise ValueError("a line without an end")


def parse(line: bytes) -> Message:
    """The document of a line; an empty one when it is none."""
    try:
        return msgspec.json.decode(line, type=Message)
    except msgspec.MsgspecError:
        return {}


def wanted(request: Message) -> frozenset[str]:
    """The kinds of events that ``subscribe`` asks for; none: all."""
    only = request.get("only")
    return frozenset(map(str, only)) if isinstance(only, list) else frozenset()


def refusal(error: EversetError) -> Message:
    """The answer that raises ``error`` again on the other side."""
    return {"ok": False, "error": str(error), "kind": type(error).__name__}


async def answers(path: Path) -> bool:
    """Whether a living process listens at ``path``."""
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    probe.setblocking(False)
    with probe:
        try:
            await asyncio.get_running_loop().sock_connect(probe, str(path))
        except OSError:
            return False
        return True
