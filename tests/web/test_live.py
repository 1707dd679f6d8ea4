"""Live events: everything on subscribe, then changes; nothing is missed, and nobody is waited for."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError

from tests.support.scenario import run, until
from tests.web.others import LENGTH, RATE, SEAM, ballot, competitor, programme, track
from tests.web.site import HEAD, Listener, site
from web import hub, keys


@asynccontextmanager
async def live(listener: Listener, query: str = "") -> AsyncIterator[ClientWebSocketResponse]:
    async with listener.session.ws_connect(f"/api/v1/live{query}") as socket:
        yield socket


async def next_of(socket: ClientWebSocketResponse, *kinds: str) -> Any:
    """The next message of one of these types."""
    while True:
        message = await socket.receive_json(timeout=5)
        if message["type"] in kinds:
            return message


def test_the_whole_state_comes_first(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            station.others.open_ballot(ballot("b1", HEAD + 20 * RATE, "One", "Two"))
            await until(lambda: station.knowledge.ballot)
            await listener.vote("b1", "c1")
            async with live(listener) as socket:
                state = await socket.receive_json(timeout=5)
            assert state["type"] == "state"
            assert state["seq"] > 0
            assert state["now"]["streams"]["listen_key"] == listener.key
            assert [mark["kind"] for mark in state["timeline"]] == ["track", "transition", "track"]
            assert (state["ballot"]["id"], state["ballot"]["my_vote"]) == ("b1", "c1")
            assert state["health"]["on_air"]
            assert set(state["timeline"][0]["outline"]) == {255}  # as high as it gets, all along
            assert (state["seam"]["at_frame"], state["seam"]["length_frames"]) == (SEAM, LENGTH)
            assert {"standings", "matches", "history", "set_aside"} <= state.keys()

    run(scenario)


def test_a_vote_reaches_every_page_and_only_its_voter_sees_whose_it_is(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as one, station.listener() as other:
            station.others.open_ballot(ballot("b1", HEAD + 20 * RATE, "One", "Two"))
            await until(lambda: station.knowledge.ballot)
            async with live(one) as mine, live(other) as theirs:
                await next_of(mine, "state")
                await next_of(theirs, "state")
                await one.vote("b1", "c0")
                seen, watched = await next_of(mine, "ballot"), await next_of(theirs, "ballot")
                assert seen["candidates"][0]["votes"] == watched["candidates"][0]["votes"] == 1
                assert (seen["my_vote"], watched["my_vote"]) == ("c0", None)

    run(scenario)


def test_changes_are_told_as_they_happen(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener, live(listener) as socket:
            others = station.others
            await next_of(socket, "state")
            others.open_ballot(ballot("b1", HEAD + 20 * RATE, "One"))
            assert (await next_of(socket, "ballot"))["id"] == "b1"
            others.store.tournament.record([competitor("m0", "Velvet Otter")])
            others.planner.publish("match", match={})
            assert [one["name"] for one in (await next_of(socket, "match"))["standings"]] == ["Velvet Otter"]
            others.plan(*programme(track("a", "First"), track("b", "Instead")))
            assert (await next_of(socket, "now"))["timeline"][-1]["title"] == "Instead"
            assert (await next_of(socket, "seam"))["to_title"] == "Instead"
            assert (await next_of(socket, "health"))["head_frame"] == HEAD

    run(scenario)


def test_a_listener_hears_of_their_own_connections_alone(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener(tuned_in=False) as listener, live(listener) as socket:
            await next_of(socket, "state")
            station.others.tune_in("ffff" * 8)
            station.others.tune_in(f"{listener.key}.cafe", start=33 * RATE, since=5.0)
            while not (told := (await next_of(socket, "now"))["streams"]["connections"]):
                pass  # of the other one's coming
            assert told == [{"nonce": "cafe", "start_frame": 33 * RATE, "since": 5.0}]

    run(scenario)


def test_what_a_page_says_it_plays_is_what_its_listener_hears(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener, live(listener) as socket:
            for nonsense in ("", "{", "[]", '{"type": "heard"}', '{"type": "heard", "frame": -5}', '{"type": "x"}'):
                await socket.send_str(nonsense)
            await socket.send_str(json.dumps({"type": "heard", "frame": 37 * RATE}))
            await until(lambda: station.knowledge.heard(listener.key) == 37 * RATE)
            station.time.now += 1.0
            assert station.knowledge.heard(listener.key) == 38 * RATE
            assert (await listener.get("now"))["delay_seconds"] == pytest.approx(3.0)

    run(scenario)


def test_who_comes_back_is_sent_what_was_missed(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            async with live(listener) as socket:
                last = (await next_of(socket, "state"))["seq"]
            for id in ("b1", "b2"):
                station.others.open_ballot(ballot(id, HEAD + 20 * RATE, "One"))
                await until(lambda id=id: station.knowledge.ballot and station.knowledge.ballot.id == id)
            async with live(listener, f"?seq={last}") as socket:
                first, second = await next_of(socket, "ballot", "state"), await next_of(socket, "ballot", "state")
            assert [first["id"], second["id"]] == ["b1", "b2"]
            assert last < first["seq"] < second["seq"]

    run(scenario)


@pytest.mark.parametrize("seq", ["1", "99999999999999999", "x", "-1", "9" * 30, ""])
def test_who_comes_back_from_too_far_is_sent_the_state_anew(tmp_path: Path, seq: str) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener, live(listener, f"?seq={seq}") as socket:
            assert (await socket.receive_json(timeout=5))["type"] == "state"

    run(scenario)


def test_pages_are_bounded(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path, sockets=20) as station, station.listener() as listener:
            sockets = [await listener.session.ws_connect("/api/v1/live") for _ in range(20)]
            with pytest.raises(WSServerHandshakeError) as refused:
                await listener.session.ws_connect("/api/v1/live")
            assert refused.value.status == 503
            await sockets.pop().close()
            await until(lambda: len(station.app[keys.HUB].pages) == 19)
            async with live(listener) as socket:
                assert (await socket.receive_json(timeout=5))["type"] == "state"

    run(scenario)


def test_a_page_that_does_not_read_is_dropped_and_the_others_hear_everything(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            pages = station.app[keys.HUB]
            reader, writer = await asyncio.open_connection("127.0.0.1", int(station.root.rpartition(":")[2]), limit=1)
            writer.write(
                b"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            )
            await reader.readexactly(12)
            await until(lambda: len(pages.pages) == 1)
            async with live(listener) as socket:
                await next_of(socket, "state")
                sent = 0
                while not pages.dropped:
                    pages.publish("health", {"filler": "x" * 100_000})
                    assert (await next_of(socket, "health"))["filler"]
                    sent += 1
                    assert sent < 500
            assert len(pages.pages) <= 1
            with contextlib.suppress(ConnectionError):
                async with asyncio.timeout(5):
                    while await reader.read(1 << 20):
                        pass  # what lay in between; then the connection is over
            writer.close()

    run(scenario)


def test_another_sites_page_may_not_listen_in(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            with pytest.raises(WSServerHandshakeError) as refused:
                await listener.session.ws_connect("/api/v1/live", headers={"Origin": "http://evil.example"})
            assert refused.value.status == 403

    run(scenario)


def test_the_memory_for_who_comes_back_is_bounded() -> None:
    pages = hub.Hub(first=100)
    for number in range(hub.REMEMBERED + 10):
        pages.publish("health", {"number": number})
    assert pages.missed(100, "someone") is None
    assert len(pages.missed(110, "someone") or []) == hub.REMEMBERED
    assert pages.missed(pages.seq, "someone") == []
    assert pages.missed(pages.seq + 1, "someone") is None
