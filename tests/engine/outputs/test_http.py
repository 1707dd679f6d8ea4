"""The stream over HTTP: everyone who reads gets every frame, whoever does not is dropped."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from engine.errors import StationBusy
from engine.outputs.http import HttpStream
from engine.outputs.mp3 import FRAME, EncodedFrame
from engine.outputs.stream import Stream
from engine.outputs.titles import Titles
from engine.programme import Mark
from engine.settings import OutputsSettings

RATE = FRAME  # an MP3 frame is a second
SIZE = 600


def frame(number: int) -> EncodedFrame:
    return EncodedFrame(number.to_bytes(4, "big") * (SIZE // 4), number * FRAME)


@asynccontextmanager
async def served(**settings: object) -> AsyncIterator[HttpStream]:
    made = OutputsSettings.model_validate({"stream_port": 0, "burst_seconds": 3, "queue_seconds": 60, **settings})
    stream = Stream(RATE, burst=made.burst_seconds, queue=made.queue_seconds, clock=lambda: 77.0)
    http = HttpStream(stream, Titles("Tëst"), made)
    await http.start()
    try:
        yield http
    finally:
        await http.stop()


@asynccontextmanager
async def connected(
    http: HttpStream, request: str, *, buffer: int = 2**16
) -> AsyncIterator[tuple[asyncio.StreamReader, dict[str, str]]]:
    """The answer to a request written by hand: its reader behind the headers, and the headers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", http.port, limit=buffer)
    writer.write(request.replace("\n", "\r\n").encode())
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in head[1:] if ": " in line}
        yield reader, {"": head[0], **headers}
    finally:
        writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  what is waited for has no event of its own
            await asyncio.sleep(0)


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(30):
            await scenario()

    asyncio.run(bounded())


GET = "GET /stream.mp3 HTTP/1.1\nHost: x\n\n"


def test_a_new_listener_gets_the_burst_then_every_frame_without_chunks() -> None:
    async def scenario() -> None:
        async with served() as http:
            for number in range(10):
                http.stream.push(frame(number))
            async with connected(http, GET) as (reader, headers):
                assert headers[""] == "HTTP/1.1 200 OK"
                assert "transfer-encoding" not in headers
                assert headers["connection"] == "close"
                assert headers["content-type"] == "audio/mpeg"
                assert headers["access-control-allow-origin"] == "*"
                assert headers["cache-control"] == "no-cache, no-store"
                assert "icy-metaint" not in headers
                for number in range(7, 10):
                    assert await reader.readexactly(SIZE) == frame(number).data
                for number in range(10, 400):
                    http.stream.push(frame(number))
                    assert await reader.readexactly(SIZE) == frame(number).data

    run(scenario)


@pytest.mark.parametrize(
    "request_",
    [
        "GET /stream.mp3 HTTP/1.0\n\n",
        "GET /stream.mp3?k=abc HTTP/1.1\nHost: x\nRange: bytes=0-\n\n",
        "GET /stream.mp3 HTTP/1.1\nHost: x\nRange: bytes=500-900\nIcy-MetaData: 0\n\n",
    ],
)
def test_players_of_every_age_get_the_plain_stream(request_: str) -> None:
    async def scenario() -> None:
        async with served() as http:
            http.stream.push(frame(1))
            async with connected(http, request_) as (reader, headers):
                assert " 200 OK" in headers[""]
                assert "content-range" not in headers
                assert await reader.readexactly(SIZE) == frame(1).data

    run(scenario)


def test_head_and_preflight_have_no_body() -> None:
    async def scenario() -> None:
        async with served() as http:
            http.stream.push(frame(1))
            async with connected(http, "HEAD /stream.mp3 HTTP/1.1\nHost: x\n\n") as (reader, headers):
                assert headers["content-type"] == "audio/mpeg"
                assert await reader.read() == b""
            async with connected(http, "OPTIONS /stream.mp3 HTTP/1.1\nHost: x\nConnection: close\n\n") as (_, headers):
                assert headers[""].split()[1] == "204"
                assert "Icy-MetaData" in headers["access-control-allow-headers"]
            async with connected(http, "GET /healthz HTTP/1.1\nHost: x\n\n") as (_, headers):
                assert " 200 OK" in headers[""]
            assert http.stream.listeners == {}

    run(scenario)


def test_a_player_that_asks_gets_titles() -> None:
    async def scenario() -> None:
        async with served(station=" Tëst\r\n") as http:
            http.titles.follow([Mark(at=0, kind="track", artist="Ä", title="B")])
            async with connected(http, "GET /stream.mp3 HTTP/1.1\nHost: x\nIcy-MetaData: 1\n\n") as (reader, headers):
                assert headers["icy-metaint"] == "16000"
                assert headers["icy-name"].encode("latin-1").decode() == "Tëst"
                await until(lambda: http.stream.listeners)
                for number in range(40):
                    http.stream.push(frame(number))
                sound = await reader.readexactly(16_000)
                assert sound == b"".join(frame(number).data for number in range(40))[:16_000]
                length = (await reader.readexactly(1))[0] * 16
                assert (await reader.readexactly(length)).rstrip(b"\0").decode() == "StreamTitle='Ä - B';"

    run(scenario)


def test_a_listener_who_does_not_read_is_dropped_and_the_other_gets_every_frame() -> None:
    async def scenario() -> None:
        async with (
            served(queue_seconds=20) as http,
            connected(http, GET) as (good, _),
            connected(http, GET, buffer=2_048) as (slow, _),
        ):
            await until(lambda: len(http.stream.listeners) == 2)
            number = 0
            while not http.stream.dropped:
                http.stream.push(frame(number))
                assert await good.readexactly(SIZE) == frame(number).data
                number += 1
                assert number < 20_000
            await until(lambda: len(http.stream.listeners) == 1)
            with contextlib.suppress(ConnectionError):
                while await slow.read(2**16):  # what was under way, then the end
                    pass
            for later in range(number, number + 100):
                http.stream.push(frame(later))
                assert await good.readexactly(SIZE) == frame(later).data
            assert http.stream.dropped == 1

    run(scenario)


def test_positions_tell_who_heard_what_since_when() -> None:
    async def scenario() -> None:
        async with served() as http:
            for number in range(5):
                http.stream.push(frame(number))
            async with connected(http, "GET /stream.mp3?k=listener-1 HTTP/1.1\nHost: x\n\n") as (reader, _):
                await reader.readexactly(3 * SIZE)
                http.stream.push(EncodedFrame(b"x" * SIZE, None))
                await reader.readexactly(SIZE)
                await until(lambda: http.stream.facts()[0]["sent_frame"] == 5 * FRAME)
                facts = http.stream.facts()[0]
                assert (facts["key"], facts["start_frame"], facts["since"]) == ("listener-1", 2 * FRAME, 77.0)
                http.stream.push(frame(5))
                await until(lambda: http.stream.facts()[0]["sent_frame"] == 6 * FRAME)
                assert http.stream.facts()[0]["start_frame"] == FRAME  # the ident took a frame of its time
            http.stream.push(frame(6))
            await until(lambda: not http.stream.listeners)

    run(scenario)


def test_a_full_station_says_so() -> None:
    async def scenario() -> None:
        async with served(listeners=1) as http, connected(http, GET):
            await until(lambda: http.stream.listeners)
            async with connected(http, GET) as (_, headers):
                assert headers[""].split()[1] == "503"
                assert headers["retry-after"] == "30"

    run(scenario)


def test_a_taken_port_is_named() -> None:
    async def scenario() -> None:
        async with served() as http:
            with pytest.raises(StationBusy, match=rf"127.0.0.1:{http.port} .*set another stream_port"):
                async with served(stream_port=http.port):
                    pass

    run(scenario)
