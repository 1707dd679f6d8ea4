"""The command server of a real Liquidsoap, by both of its transports."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from engine.errors import CommandFailed, Unreachable
from engine.outputs.liquidsoap.answers import Variable
from engine.outputs.liquidsoap.client import Client
from engine.outputs.liquidsoap.commands import Commands
from tests.support.liquidsoap import Liquidsoap
from tests.support.wait import eventually

Scenario = Callable[[Commands], Awaitable[None]]


@pytest.fixture(params=["telnet", "socket"])
def address(radio: Liquidsoap, request: pytest.FixtureRequest) -> str:
    return radio.server if request.param == "telnet" else str(radio.socket)


@contextlib.asynccontextmanager
async def commands(address: str, **settings: float) -> AsyncIterator[Commands]:
    client = Client(address, **settings)
    try:
        yield Commands(client)
    finally:
        client.close()


def run(address: str, scenario: Scenario, **settings: float) -> None:
    async def play() -> None:
        async with commands(address, **settings) as liquidsoap:
            await scenario(liquidsoap)

    asyncio.run(play())


def test_who_it_is_and_how_long_it_runs(address: str) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        assert await liquidsoap.version() >= (2, 1)
        assert 0 <= await liquidsoap.uptime() < 600
        assert await liquidsoap.source("everset") is None
        assert await liquidsoap.buffer_length("everset") == 0.0
        await liquidsoap.stop("everset")
        assert liquidsoap.client.connections == 1

    run(address, scenario)


def test_bodies_of_all_kinds_and_errors(address: str) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        ask = liquidsoap.client.ask
        assert await ask("weird") == "a\nEND \n ENDx\nEND of it\n"
        assert await ask("nothing") == ""
        assert "| everset.buffer_length\n" in await ask("help")
        with pytest.raises(CommandFailed, match=r"^list: .*unknown command"):
            await ask("list")
        with pytest.raises(CommandFailed, match="as asked"):
            await ask("fails")
        with pytest.raises(CommandFailed, match="one line"):
            await ask("version\nexit")
        assert liquidsoap.client.connections == 1

    run(address, scenario)


def test_those_who_ask_at_once_wait_in_line_on_one_connection(address: str) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        asked = ["version", "nothing", "weird", "uptime", "var.list"] * 5
        said = await asyncio.gather(*map(liquidsoap.client.ask, asked))
        for command, body in zip(asked, said, strict=True):
            assert body == said[asked.index(command)] or command == "uptime"
        assert {body.split(maxsplit=1)[0] for body in said[::5]} == {"Liquidsoap"}
        assert liquidsoap.client.connections == 1

    run(address, scenario)


def test_variables_are_set_as_every_version_takes_it(address: str) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        assert await liquidsoap.variables() == [
            Variable("count", "int"),
            Variable("on", "bool"),
            Variable("volume", "float"),
            Variable("word", "string"),
        ]
        for name, value, said in (
            ("volume", 0.25, "0.250"),
            ("on", False, "false"),
            ("count", 7, "7"),
            ("word", "zwei Wörter", "zwei Wörter"),
        ):
            await liquidsoap.set(name, value)
            assert await liquidsoap.get(name) == said
        for missing in (liquidsoap.get("nope"), liquidsoap.set("nope", 1.0)):
            with pytest.raises(CommandFailed, match="no interactive variable nope"):
                await missing

    run(address, scenario)


def test_a_request_for_a_missing_file_has_a_number_and_is_forgotten_when_it_fails(radio: Liquidsoap) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        request = await liquidsoap.push("q", 'annotate:title="T":/nowhere/at all.mp3')
        with pytest.raises(CommandFailed, match="forgotten"):
            for _ in range(1_000):
                trace = await liquidsoap.trace(request)
                assert any("nowhere" in line for line in trace), trace
        assert await liquidsoap.queue("q") == []
        await liquidsoap.skip("q")
        with pytest.raises(CommandFailed):
            await liquidsoap.push("no such queue", "/a.mp3")

    run(radio.server, scenario)


def test_what_an_output_plays(radio: Liquidsoap) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        assert await liquidsoap.remaining("record") is None
        assert await liquidsoap.metadata("spare") == []
        await liquidsoap.skip("record")

    run(radio.server, scenario)


def test_the_server_closes_what_is_idle_and_a_client_is_not(radio: Liquidsoap) -> None:
    """Its time-out is 2 s in this script, so two others show when it has passed twice."""

    def outlasted() -> bytes:
        with socket.create_connection(("127.0.0.1", radio.server_port), timeout=20) as silent:
            return b"".join(iter(lambda: silent.recv(99), b""))

    async def scenario(liquidsoap: Commands) -> None:
        await liquidsoap.version()
        for _ in range(2):
            assert await asyncio.to_thread(outlasted) == b"Connection timed out.. Bye!\r\n"
        await liquidsoap.version()
        assert liquidsoap.client.connections == 1

    run(radio.server, scenario, keep_alive=0.5)


def test_a_connection_that_was_closed_is_made_anew(address: str) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        assert await liquidsoap.client.ask("exit") == "Bye!"
        await liquidsoap.version()
        assert await liquidsoap.client.ask("quit") == "Bye!"
        await liquidsoap.version()
        assert liquidsoap.client.connections == 3

    run(address, scenario)


FAREWELL = b"Connection timed out.. Bye!\r\n"
VERSION = b"Liquidsoap 2.1.3\r\nEND\r\n"


@contextlib.asynccontextmanager
async def closing(*lives: list[bytes]) -> AsyncIterator[Commands]:
    """A server that says what each life holds, a command a time, and closes: just as somebody asks, which a real one
    does too seldom for a test."""
    left = list(lives)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for said in left.pop(0):
            await reader.readline()
            writer.write(said)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, commands(f"127.0.0.1:{server.sockets[0].getsockname()[1]}") as liquidsoap:
        yield liquidsoap


def test_one_who_was_told_that_it_idled_asks_again() -> None:
    async def scenario() -> None:
        async with closing([VERSION, FAREWELL], [VERSION]) as liquidsoap:
            for _ in range(2):
                assert await liquidsoap.version() == (2, 1, 3, "")
            assert liquidsoap.client.connections == 2

    asyncio.run(scenario())


@pytest.mark.parametrize("said", [FAREWELL, b"", b"half an answer"])
def test_what_may_have_been_done_is_not_asked_again(said: bytes) -> None:
    async def scenario() -> None:
        async with closing([said], [VERSION]) as liquidsoap:
            with pytest.raises(Unreachable, match="closed the connection"):
                await liquidsoap.version()
            assert liquidsoap.client.connections == 1

    asyncio.run(scenario())


def test_who_does_not_answer_in_time_is_given_up_and_asked_again_later(radio: Liquidsoap, address: str) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        await liquidsoap.version()
        with radio.halted():
            for _ in range(2):
                with pytest.raises(Unreachable, match=r"no answer to version within 0\.2 s"):
                    await liquidsoap.version()
        liquidsoap.client._patience = 5.0
        assert await liquidsoap.version() >= (2, 1)

    run(address, scenario, patience=0.2)


def test_nobody_there_is_said_with_what_to_do(tmp_path: Path) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        with pytest.raises(Unreachable, match=r"does not answer .*settings\.server\.telnet"):
            await liquidsoap.version()

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    run(f"127.0.0.1:{port}", scenario)
    run(str(tmp_path / "no.sock"), scenario)


def test_a_server_that_was_started_again_is_found(radio: Liquidsoap) -> None:
    async def scenario(liquidsoap: Commands) -> None:
        before = await liquidsoap.uptime()
        radio.kill()
        with pytest.raises(Unreachable):
            await liquidsoap.uptime()
        await asyncio.to_thread(radio.start)
        assert await liquidsoap.uptime() <= before + 60
        assert liquidsoap.client.connections == 2

    run(radio.server, scenario)
    eventually(radio.alive)
