"""The stream over HTTP: everyone who reads gets every frame, whoever does not is dropped."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from engine.errors import StationBusy
from engine.outputs.audience import TURNS
from engine.outputs.encoded import NOT_PROGRAMME, Encoded
from engine.outputs.http import HttpStream
from engine.outputs.mp3 import mp3
from engine.outputs.stream import Stream
from engine.outputs.streams import Streams
from engine.outputs.titles import Titles
from engine.programme.programme import Mark
from engine.settings import OutputsSettings
from tests.support.scenario import run, until

SIZE = 600
FRAME = 44_100
#: Of units that last a second.
SLOW = replace(mp3(FRAME, 192, 7), unit=FRAME)


def data(number: int) -> bytes:
    return number.to_bytes(4, "big") * (SIZE // 4)


async def awake(_stream: Stream) -> None:
    """What is heard is what the test puts on the tape."""


class Served:
    """The stream at a free port; a unit is a second."""

    def __init__(self, settings: OutputsSettings) -> None:
        self.titles = Titles("Tëst")
        self.streams = Streams(settings, [SLOW], None, self.titles.at, lambda: 77.0)
        self.tape, self.audience = self.streams.first.sound.tape, self.streams.first.audience
        self.http = HttpStream(self.streams, settings, settings.listeners, wake=awake)

    @property
    def port(self) -> int:
        return self.http.port

    def append(self, *numbers: int | None) -> None:
        for number in numbers:
            frame = NOT_PROGRAMME if number is None else number * FRAME
            self.tape.append(Encoded(data(number or 0), [SIZE], frame, FRAME))

    async def push(self, *numbers: int | None) -> None:
        """Everyone gets what is appended."""
        self.append(*numbers)
        for _ in range(TURNS):
            await self.audience.serve()

    def facts(self) -> dict[str, object]:
        (facts,) = self.audience.facts()
        return facts


@asynccontextmanager
async def served(**settings: object) -> AsyncIterator[Served]:
    made = OutputsSettings.model_validate({"stream_port": 0, "burst_seconds": 3, "queue_seconds": 60, **settings})
    stream = Served(made)
    stream.audience.watch(asyncio.get_running_loop())
    await stream.http.start()
    try:
        yield stream
    finally:
        await stream.http.stop()


@asynccontextmanager
async def connected(
    http: Served, request: str, *, buffer: int = 2**16
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


async def full(http: Served) -> int:
    """Push until a listener's socket takes no more: how many frames that were."""
    number = 0
    while not http.audience.behind():
        await http.push(number)
        number += 1
    return number


async def hears(reader: asyncio.StreamReader, numbers: range) -> None:
    for wanted in numbers:
        assert await reader.readexactly(SIZE) == data(wanted)


GET = "GET /stream.mp3 HTTP/1.1\nHost: x\n\n"


def test_a_new_listener_gets_the_burst_then_every_frame_without_chunks() -> None:
    async def scenario() -> None:
        async with served() as http:
            http.append(*range(10))
            async with connected(http, GET) as (reader, headers):
                assert headers[""] == "HTTP/1.1 200 OK"
                assert "transfer-encoding" not in headers
                assert headers["connection"] == "close"
                assert headers["content-type"] == "audio/mpeg"
                assert headers["access-control-allow-origin"] == "*"
                assert headers["cache-control"] == "no-cache, no-store"
                assert headers["everset-frame"] == str(7 * FRAME)
                assert "icy-metaint" not in headers
                for number in range(7, 10):
                    assert await reader.readexactly(SIZE) == data(number)
                for number in range(10, 400):
                    await http.push(number)
                    assert await reader.readexactly(SIZE) == data(number)

    run(scenario)


@pytest.mark.parametrize(
    "request_",
    [
        "GET /stream.mp3 HTTP/1.0\n\n",
        "GET /stream.mp3?k=abc HTTP/1.1\nHost: x\nRange: bytes=0-\n\n",
        "GET /stream.mp3?from=x HTTP/1.1\nHost: x\nRange: bytes=500-900\nIcy-MetaData: 0\n\n",
    ],
)
def test_players_of_every_age_get_the_plain_stream(request_: str) -> None:
    async def scenario() -> None:
        async with served() as http:
            http.append(1)
            async with connected(http, request_) as (reader, headers):
                assert " 200 OK" in headers[""]
                assert "content-range" not in headers
                assert await reader.readexactly(SIZE) == data(1)

    run(scenario)


@pytest.mark.parametrize(("wanted", "got"), [(5, 5), (9, 9), (0, 7), (99, 17)])
def test_who_says_where_they_stopped_goes_on_there(wanted: int, got: int) -> None:
    """Twenty frames went by, of which fourteen may be had; the burst is three."""

    async def scenario() -> None:
        async with served(queue_seconds=11) as http:
            http.append(*range(20))
            get = f"GET /stream.mp3?from={wanted * FRAME} HTTP/1.0\n\n"
            async with connected(http, get) as (reader, headers):
                assert headers["everset-frame"] == str(max(7, got) * FRAME)
                for number in range(max(7, got), 20):
                    assert await reader.readexactly(SIZE) == data(number)

    run(scenario)


def test_head_and_preflight_have_no_body() -> None:
    async def scenario() -> None:
        async with served() as http:
            http.append(1)
            async with connected(http, "HEAD /stream.mp3 HTTP/1.1\nHost: x\n\n") as (reader, headers):
                assert headers["content-type"] == "audio/mpeg"
                assert await reader.read() == b""
            async with connected(http, "OPTIONS /stream.mp3 HTTP/1.1\nHost: x\nConnection: close\n\n") as (_, headers):
                assert headers[""].split()[1] == "204"
                assert "Icy-MetaData" in headers["access-control-allow-headers"]
            async with connected(http, "GET /healthz HTTP/1.1\nHost: x\n\n") as (_, headers):
                assert " 200 OK" in headers[""]
            assert http.audience.listeners == {}

    run(scenario)


def test_a_player_that_asks_gets_titles() -> None:
    async def scenario() -> None:
        async with served(station=" Tëst\r\n") as http:
            http.titles.follow([Mark(at=0, kind="track", artist="Ä", title="B")])
            async with connected(http, "GET /stream.mp3 HTTP/1.1\nHost: x\nIcy-MetaData: 1\n\n") as (reader, headers):
                assert headers["icy-metaint"] == "16000"
                assert headers["icy-name"].encode("latin-1").decode() == "Tëst"
                await http.push(*range(40))
                sound = await reader.readexactly(16_000)
                assert sound == b"".join(map(data, range(40)))[:16_000]
                length = (await reader.readexactly(1))[0] * 16
                assert (await reader.readexactly(length)).rstrip(b"\0").decode() == "StreamTitle='Ä - B';"

    run(scenario)


@pytest.mark.parametrize("icy", ["", "Icy-MetaData: 1\n"])
def test_a_listener_who_does_not_read_is_dropped_and_the_other_gets_every_frame(icy: str) -> None:
    get = f"GET /stream.mp3 HTTP/1.1\nHost: x\n{icy}\n"

    async def scenario() -> None:
        async with (
            served(queue_seconds=20) as http,
            connected(http, GET) as (good, _),
            connected(http, get, buffer=2_048) as (slow, _),
        ):
            assert len(http.audience.listeners) == 2
            number = 0
            while not http.audience.dropped:
                await http.push(number)
                assert await good.readexactly(SIZE) == data(number)
                number += 1
                assert number < 20_000
            assert len(http.audience.listeners) == 1
            with contextlib.suppress(ConnectionError):
                while await slow.read(2**16):  # what was under way, then the end
                    pass
            for later in range(number, number + 100):
                await http.push(later)
                assert await good.readexactly(SIZE) == data(later)
            assert http.audience.dropped == 1

    run(scenario)


def test_a_socket_that_was_full_is_served_as_soon_as_there_is_room() -> None:
    async def scenario() -> None:
        async with served(queue_seconds=100) as http, connected(http, GET, buffer=2_048) as (slow, _):
            number = await full(http)
            await hears(slow, range(number))  # nobody's turn comes meanwhile
            await until(lambda: not http.audience.behind())
            assert http.audience.dropped == 0

    run(scenario)


def test_who_says_more_than_a_request_or_closes_a_side_costs_nobody_anything() -> None:
    async def scenario() -> None:
        async with served() as http, connected(http, GET) as (good, _):
            http.append(0)
            for noise in (b"x" * 100_000, b"\0\xff" * 9, b"GET / HTTP/1.1\r\n\r\n"):
                reader, writer = await asyncio.open_connection("127.0.0.1", http.port)
                writer.write(GET.replace("\n", "\r\n").encode())
                await reader.readuntil(b"\r\n\r\n")
                writer.write(noise)
                assert await reader.readexactly(SIZE) == data(0)
                writer.transport.abort()
            reader, half = await asyncio.open_connection("127.0.0.1", http.port)
            half.write(GET.replace("\n", "\r\n").encode())
            await reader.readuntil(b"\r\n\r\n")
            half.write_eof()
            await http.push(1)
            assert await reader.readexactly(2 * SIZE) == data(0) + data(1)
            half.close()
            await http.push(2)
            await http.push(3)
            await until(lambda: len(http.audience.listeners) == 1)
            assert await good.readexactly(4 * SIZE) == b"".join(map(data, range(4)))

    run(scenario)


def test_positions_tell_who_heard_what_since_when() -> None:
    async def scenario() -> None:
        async with served() as http:
            http.append(*range(5))
            async with connected(http, "GET /stream.mp3?k=listener-1 HTTP/1.1\nHost: x\n\n") as (reader, _):
                await reader.readexactly(3 * SIZE)
                await http.push(None)
                await reader.readexactly(SIZE)
                assert http.facts()["sent_frame"] == 5 * FRAME
                facts = http.facts()
                assert (facts["key"], facts["start_frame"], facts["since"]) == ("listener-1", 2 * FRAME, 77.0)
                await http.push(5)
                assert http.facts()["sent_frame"] == 6 * FRAME
                assert http.facts()["start_frame"] == FRAME  # the ident took a frame of its time
            await http.push(6)
            await http.push(7)
            await until(lambda: not http.audience.listeners)

    run(scenario)


def test_a_full_station_says_so() -> None:
    async def scenario() -> None:
        async with served(listeners=1) as http, connected(http, GET), connected(http, GET) as (_, headers):
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


@pytest.mark.parametrize("said", [b"", b"GET /stream.mp3 HT"])
def test_who_connects_and_does_not_ask_is_let_go(said: bytes) -> None:
    async def scenario() -> None:
        async with served() as http:
            await http.http.stop()
            http.http.idle = 0.1
            await http.http.start()
            reader, writer = await asyncio.open_connection("127.0.0.1", http.port)
            writer.write(said)
            assert await asyncio.wait_for(reader.read(), 10) == b""
            writer.close()

    run(scenario)


def test_while_everything_is_handed_over_nobody_is_sent_a_byte_that_the_next_process_sends_again() -> None:
    async def scenario() -> None:
        async with served(queue_seconds=100) as http, connected(http, GET, buffer=2_048) as (slow, _):
            number = await full(http)
            loop = asyncio.get_running_loop()
            http.audience.hold(loop)
            place = http.audience.passengers("mp3")
            await hears(slow, range(number // 2))  # there is room again
            assert http.audience.passengers("mp3") == place
            http.audience.watch(loop)
            await hears(slow, range(number // 2, number))

    run(scenario)
