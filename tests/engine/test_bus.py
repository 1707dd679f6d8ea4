"""The bus: calls are answered or refused by name, events reach who keeps up, and nobody waits for who does
not."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from engine import bus
from engine.bus import Message, Server, encode
from engine.client import Client, ask, events
from engine.errors import EversetError, ProgrammeError, StationBusy, StorageError, Unreachable
from tests.support.scenario import run, until


def refuse(_request: Message) -> Message:
    raise ProgrammeError("frame 5 is settled")


async def slowly(request: Message) -> Message:
    await asyncio.sleep(0)
    return {"double": request["value"] * 2}


HANDLERS: dict[str, bus.Handler] = {
    "double": slowly,
    "refuse": refuse,
    "echo": lambda request: {"got": request["text"]},
}


@asynccontextmanager
async def served(first: Callable[[], list[Message]] = list) -> AsyncIterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "engine.sock", HANDLERS, first)
        await server.start()
        try:
            yield server
        finally:
            await server.stop()


def test_many_calls_at_once_each_get_their_own_answer() -> None:
    async def scenario() -> None:
        async with served() as server:
            client = await Client.connect(server.path)
            answers = await asyncio.gather(*(client.call("double", value=number) for number in range(50)))
            assert [answer["double"] for answer in answers] == list(range(0, 100, 2))
            await client.close()

    run(scenario)


def test_errors_cross_the_socket_as_what_they_are() -> None:
    async def scenario() -> None:
        async with served() as server:
            client = await Client.connect(server.path)
            with pytest.raises(ProgrammeError, match="frame 5 is settled"):
                await client.call("refuse")
            with pytest.raises(EversetError, match="unknown command 'nothing': use one of double, echo, refuse"):
                await client.call("nothing")
            with pytest.raises(EversetError, match="value"):
                await client.call("double")
            assert (await client.call("echo", text="still here"))["got"] == "still here"
            await client.close()

    run(scenario)


def test_lines_that_are_no_document_or_too_long_are_refused_and_one_without_an_end_ends_its_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bus, "LINE_BYTES", 10_000)

    async def scenario() -> None:
        async with served() as server:
            reader, writer = await asyncio.open_unix_connection(server.path)
            writer.write(b"{not json\n")
            assert b'"ok":false' in await reader.readline()
            writer.write(b"x" * 50_000 + b"\n")
            assert b"too long" in await reader.readline()
            writer.write(encode({"id": 1, "command": "echo", "text": "still here"}))
            assert b"still here" in await reader.readline()
            writer.write(b"x" * 500_000)
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            answer = await asyncio.to_thread(ask, server.path, "echo", text="others go on")
            assert answer["got"] == "others go on"

    run(scenario)


def test_a_subscriber_gets_the_state_first_then_every_event_in_order() -> None:
    async def scenario() -> None:
        async with served(lambda: [{"event": "programme", "frame": 7}]) as server:
            stream = events(server.path)
            assert await anext(stream) == {"event": "programme", "frame": 7}
            for number in range(100):
                server.publish("head", frame=number)
            assert [(await anext(stream))["frame"] for _ in range(100)] == list(range(100))
            await stream.aclose()

    run(scenario)


def test_a_subscriber_may_ask_for_some_kinds_of_events_only() -> None:
    async def scenario() -> None:
        async with served(lambda: [{"event": "programme", "frame": 7}]) as server:
            stream = events(server.path, only=["ladder"])
            assert (await anext(stream))["event"] == "programme"
            server.publish("head", frame=8)
            server.publish("ladder", at=9)
            assert await anext(stream) == {"event": "ladder", "at": 9}
            await stream.aclose()

    run(scenario)


def test_a_subscriber_who_does_not_read_is_dropped_and_the_other_gets_everything() -> None:
    async def scenario() -> None:
        async with served() as server:
            stream = events(server.path)
            pending = asyncio.ensure_future(anext(stream))
            await until(lambda: len(server._subscribers) == 1)
            deaf = socket.socket(socket.AF_UNIX)
            deaf.connect(str(server.path))
            deaf.sendall(b'{"id":1,"command":"subscribe"}\n')
            await until(lambda: len(server._subscribers) == 2)
            sent = 0
            while not server.dropped:
                server.publish("head", frame=sent, padding="x" * 200_000)
                sent += 1
                assert (await pending)["frame"] == sent - 1
                pending = asyncio.ensure_future(anext(stream))
            assert sent < bus.BEHIND / 200_000 + 10
            pending.cancel()
            deaf.close()
            await asyncio.gather(pending, return_exceptions=True)

    run(scenario)


def test_events_outlive_the_process_they_come_from() -> None:
    async def scenario() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "engine.sock"
            stream = events(path, retry=0.01)
            pending = asyncio.ensure_future(anext(stream))
            for life in range(3):
                server = Server(path, HANDLERS, lambda life=life: [{"event": "programme", "life": life}])
                await server.start()
                assert await pending == {"event": "programme", "life": life}
                await server.stop()
                assert await anext(stream) == {"event": "away"}
                pending = asyncio.ensure_future(anext(stream))
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)

    run(scenario)


def test_a_call_fails_at_once_when_the_process_goes() -> None:
    async def scenario() -> None:
        async with served() as server:
            server.handlers["wait"] = never
            client = await Client.connect(server.path)
            call = asyncio.ensure_future(client.call("wait"))
            await until(lambda: client._waiting)
            await server.stop()
            with pytest.raises(Unreachable, match="engine process"):
                await call
            with pytest.raises(Unreachable):
                await client.call("echo", text="")
            await client.close()

    async def never(_request: Message) -> Message:
        await asyncio.Event().wait()
        return {}

    run(scenario)


def test_a_socket_has_one_owner_and_a_dead_ones_leftover_is_no_owner() -> None:
    async def scenario() -> None:
        async with served() as server:
            with pytest.raises(StationBusy, match="another process answers"):
                await Server(server.path, HANDLERS).start()
            left = server.path.with_name("left.sock")
            with socket.socket(socket.AF_UNIX) as dead:
                dead.bind(str(left))
            heir = Server(left, HANDLERS)
            await heir.start()
            assert (await asyncio.to_thread(ask, left, "echo", text="mine"))["got"] == "mine"
            await heir.stop()

    run(scenario)


def test_of_two_who_begin_to_listen_at_once_the_second_sees_the_first(tmp_path: Path) -> None:
    async def scenario() -> None:
        server = Server(tmp_path / "planner.sock", HANDLERS)
        first = os.open(tmp_path, os.O_RDONLY)  # who is about to listen
        fcntl.flock(first, fcntl.LOCK_EX)
        starting = asyncio.create_task(server.start())
        for _ in range(20):  # turns of the event loop
            await asyncio.sleep(0)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
            listening.bind(str(server.path))
            listening.listen()
            os.close(first)
            with pytest.raises(StationBusy):
                await starting

    run(scenario)


def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="is the station's engine process running"):
        ask(Path("/nowhere/engine.sock"), "status")


def test_the_sockets_folder_is_this_users_alone_and_goes_with_the_last_socket(tmp_path: Path) -> None:
    async def scenario() -> None:
        folder = tmp_path / "sockets"
        first, second = Server(folder / "a.sock", {}), Server(folder / "b.sock", {})
        await first.start()
        await second.start()
        assert folder.stat().st_mode & 0o777 == 0o700
        await first.stop()
        assert folder.is_dir()
        await second.stop()
        assert not folder.exists()

    asyncio.run(scenario())


def test_a_sockets_folder_that_is_somebody_elses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sockets").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="somebody else"):
        asyncio.run(Server(tmp_path / "sockets" / "a.sock", {}).start())


def test_a_socket_that_is_deleted_is_made_anew_and_nobody_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "LOOK_SECONDS", 0.001)

    async def scenario() -> None:
        async with served() as server:
            before = await Client.connect(server.path)
            shutil.rmtree(server.path.parent)
            await until(server.path.exists)
            assert (await before.call("double", value=2))["double"] == 4
            after = await Client.connect(server.path)
            assert (await after.call("double", value=3))["double"] == 6
            await after.close()
            await before.close()

    run(scenario)


def test_a_request_says_by_which_connection_it_came_and_its_end_is_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        left: list[int] = []
        handlers: dict[str, bus.Handler] = {"who": lambda request: {"number": request["connection"]}}
        server = Server(tmp_path / "sockets" / "a.sock", handlers, on_left=left.append)
        await server.start()
        first, second = [await Client.connect(server.path) for _ in range(2)]
        numbers = [(await client.call("who", connection=77))["number"] for client in (first, second, first)]
        assert numbers[0] == numbers[2] != numbers[1]
        await second.close()
        await until(lambda: left == [numbers[1]])
        await first.call("subscribe", only=["hand"])
        assert server.named("hand")
        assert not server.named("head")
        await first.close()
        await until(lambda: left == [numbers[1], numbers[0]])
        assert not server.named("hand")
        await server.stop()

    run(scenario)
