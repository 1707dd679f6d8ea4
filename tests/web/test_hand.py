"""A hand on the mix from a page: real engine, real web process."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError

from benchmarks.ports import free_port
from tests.support.scenario import run
from tests.support.station import Station, station
from tests.support.wait import eventually

KEY = "a key that is long enough"


class Desk:
    """An engine with a safety track, and the page's process."""

    def __init__(self, made: Station, **settings: Any) -> None:
        self.port = free_port()
        self.engine = made.start("engine", settled_seconds=2, lead_seconds=0, block_frames=441, blocks_at_once=1).up()
        self.engine.ask("safety", clip_pcm=str(made.pcm("safety", 30)), track="safe", title="Safe")
        self.web = made.start("web", port=self.port, **settings).up()

    @asynccontextmanager
    async def page(self, key: str = KEY, **headers: str) -> AsyncIterator[ClientWebSocketResponse]:
        address = f"http://127.0.0.1:{self.port}/api/v1/hand"
        async with ClientSession() as session, session.ws_connect(address, headers=headers) as socket:
            await socket.send_json({"key": key})
            yield socket

    def hand(self) -> dict[str, Any]:
        return dict(self.engine.ask("hand_state"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with station(tmp_path / "data") as made:
        yield Desk(made, desk_key=KEY)


async def becomes(socket: ClientWebSocketResponse, wanted: Any) -> dict[str, Any]:
    """The first message for which ``wanted`` holds."""
    async with asyncio.timeout(20):
        while True:
            message = json.loads(await socket.receive_str())
            if wanted(message):
                return dict(message)


def test_a_page_claims_what_it_touches_and_nothing_else_and_hands_it_back_when_it_leaves(desk: Desk) -> None:
    async def scenario() -> None:
        async with desk.page() as socket:
            welcome = await becomes(socket, lambda message: message["type"] == "welcome")
            await socket.send_json({"do": "touch", "deck": "a", "control": "low", "position": 0.25})
            state = await becomes(socket, lambda m: m["type"] == "hand" and m["a"]["low"]["position"] == 0.25)
            assert state["a"]["low"]["source"] == welcome["source"]
            assert [name for name, one in state["a"].items() if one["claimed"]] == ["low"]
            assert not state["b"]["low"]["claimed"]

    run(scenario)
    eventually(lambda: not desk.hand()["a"]["low"]["source"])


def test_skip_hold_and_panic_reach_the_engine(desk: Desk) -> None:
    async def scenario() -> None:
        async with desk.page() as socket:
            for command in ({"do": "skip"}, {"do": "hold", "on": True}):
                await socket.send_json(command)
            await becomes(socket, lambda m: m["type"] == "hand" and m["hold"] and m["skips"] == 1)
            await socket.send_json({"do": "panic"})
            await becomes(socket, lambda m: m["type"] == "hand" and m["panics"] == 1 and not m["hold"])

    run(scenario)


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ({"do": "splice", "change": {}}, "nothing is called 'splice'"),
        ({"do": ["skip"]}, "nothing is called"),
        ({"do": "touch", "deck": "c", "control": "low", "position": 0.5}, "use a or b"),
        ({"do": "touch", "deck": "a", "control": "low", "position": 7}, "from 0 to 1"),
        ([1], "Expected `object`"),
    ],
)
def test_what_a_page_may_not_do_is_refused_in_words(desk: Desk, said: Any, detail: str) -> None:
    async def scenario() -> None:
        async with desk.page() as socket:
            await socket.send_json(said)
            refused = await becomes(socket, lambda message: message["type"] == "refused")
            assert detail in refused["detail"]

    run(scenario)


@pytest.mark.parametrize("first", [{"key": "a key that is quite wrong"}, {}, [1]])
def test_without_the_key_nothing_is_told(desk: Desk, first: Any) -> None:
    async def scenario() -> None:
        address = f"http://127.0.0.1:{desk.port}/api/v1/hand"
        async with ClientSession() as session, session.ws_connect(address) as socket:
            await socket.send_json(first)
            message = await socket.receive(timeout=10)
            assert message.data == 4401

    run(scenario)
    assert "quite wrong" not in desk.web.errors.read_text()


def test_who_says_nothing_keeps_nobody_else_out(desk: Desk) -> None:
    async def scenario() -> None:
        address = f"http://127.0.0.1:{desk.port}/api/v1/hand"
        async with ClientSession() as session, session.ws_connect(address), desk.page() as page:
            await becomes(page, lambda message: message["type"] == "welcome")

    run(scenario)


def test_another_sites_page_is_kept_out(desk: Desk) -> None:
    async def scenario() -> None:
        with pytest.raises(WSServerHandshakeError) as refused:
            async with desk.page(Origin="http://elsewhere.example"):
                pass
        assert refused.value.status == 403

    run(scenario)


def test_without_a_key_in_the_settings_there_is_no_hand(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        with pytest.raises(WSServerHandshakeError) as refused:
            async with desk.page():
                pass
        assert refused.value.status == 403

    with station(tmp_path / "data") as made:
        desk = Desk(made)
        run(lambda: scenario(desk))
