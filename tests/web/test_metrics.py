"""Metrics, health, status and the description of the API."""

import asyncio
import gc
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from engine.bus import Message
from tests.support.scenario import run, until
from tests.web.others import RATE, ballot, competitor
from tests.web.site import HEAD, Site, get, site
from web import keys
from web.openapi import description


async def samples(station: Site) -> dict[tuple[str, tuple[str, ...]], float]:
    async with ClientSession(station.root) as session, session.get("/metrics") as response:
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "Set-Cookie" not in response.headers
        families = list(text_string_to_metric_families(await response.text()))
    assert all(family.name.startswith("everset_") and family.documentation for family in families)
    return {(one.name, tuple(one.labels.values())): one.value for family in families for one in family.samples}


def test_metrics_say_what_the_station_does(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            station.others.open_ballot(ballot("b1", HEAD + 20 * RATE, "One"))
            station.others.engine.publish("ladder", rung="safety", at=5, why="nothing was planned")
            station.others.planner.publish("library", tracks=2, analysing=1, set_aside=4)
            await until(lambda: station.knowledge.ballot and station.knowledge.library and station.knowledge.ladder)
            await listener.vote("b1", "c0")
            found = await samples(station)
            assert found["everset_on_air", ()] == 1
            assert found["everset_head_frame_total", ()] == HEAD
            assert found["everset_programme_ahead_seconds", ()] == pytest.approx(75.0 + 135.0 - 40.0)
            assert found["everset_late_blocks_total", ()] == 3
            assert found["everset_block_seconds_bucket", ("0.001",)] == 9
            assert found["everset_block_seconds_bucket", ("+Inf",)] == found["everset_block_seconds_count", ()] == 10
            assert found["everset_block_seconds_sum", ()] == 0.004
            assert found["everset_block_worst_seconds", ()] == 0.0005
            assert found["everset_audio_page_faults_total", ("major",)] == 1
            assert found["everset_ladder_total", ("safety",)] == 1
            hand = [found[f"everset_hand_{name}", ()] for name in ("claims", "holds", "touches_total", "panics_total")]
            assert hand == [2, 1, 40, 1]
            assert found["everset_listeners", ()] == 1
            assert found["everset_votes_total", ()] == 1
            assert found["everset_ballots_total", ()] == 1
            assert found["everset_tracks", ()] == 2
            assert found["everset_set_aside", ()] == 4
            assert found["everset_process_up", ("engine",)] == 1
            assert found["everset_process_up", ("supervisor",)] == 0
            assert found["everset_process_cpu_seconds_total", ("engine",)] == 1.5
            assert found["everset_process_memory_bytes", ("web",)] > 1e6

    run(scenario)


def test_metrics_of_inputs_of_liquidsoap_with_a_command_server_and_without(tmp_path: Path) -> None:
    common = {"state": "on air", "clients": 1, "late": 2, "left_out_frames": 44_100, "message": ""}
    told = {"server": "up", "version": "2.1.3", "uptime_seconds": 60, "source": "127.0.0.1", "buffer_seconds": 1.04}
    outputs = [
        {"name": "liquidsoap a", **common, **told},
        {"name": "liquidsoap b", **common, "server": "away", "server_message": "nobody there"},
        {"name": "liquidsoap c", **common},
    ]

    async def scenario() -> None:
        async with site(tmp_path) as station:
            station.others.more_outputs = outputs
            await station.app[keys.STATUSES].look()
            found = await samples(station)
            assert found["everset_output_clients", ("liquidsoap a", "on air")] == 1
            assert found["everset_output_late_total", ("liquidsoap a",)] == 2
            assert found["everset_output_left_out_frames_total", ("liquidsoap c",)] == 44_100
            assert found["everset_liquidsoap_buffer_seconds", ("liquidsoap a",)] == 1.04
            assert found["everset_liquidsoap_uptime_seconds", ("liquidsoap a",)] == 60
            assert found["everset_liquidsoap_up", ("liquidsoap a",)] == 1
            assert found["everset_liquidsoap_up", ("liquidsoap b",)] == 0
            assert ("everset_liquidsoap_up", ("liquidsoap c",)) not in found
            assert ("everset_liquidsoap_buffer_seconds", ("liquidsoap b",)) not in found

    run(scenario)


def test_ready_is_when_sound_goes_out(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            assert (await get(session, "/readyz"))["on_air"]
            station.time.now += 10.0  # the head stands still
            assert not (await get(session, "/readyz", 503))["on_air"]
            await get(session, "/healthz")
            station.others.move(HEAD + RATE)
            await until(lambda: station.knowledge.head.frame == HEAD + RATE)
            assert (await get(session, "/readyz"))["on_air"]

    run(scenario)


def test_not_ready_while_nobody_encodes(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path, listening=False) as station, ClientSession(station.root) as session:
            await until(lambda: station.knowledge.statuses)
            station.knowledge.statuses.pop("outputs", None)
            health = await get(session, "/readyz", 503)
            assert "stream is away" in health["message"]

    run(scenario)


def test_the_status_lists_every_process_and_what_was_decided(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            choice = {"picks": ["a"], "considered": 40, "counts": {"separation": 3}}
            seam = {"recipe": "blend", "bars": 16, "score": 0.8, "measures": {"M5": {"ok": False, "measurable": True}}}
            for id, decision in (("b1-m0", choice), ("seam-1", seam)):
                station.others.store.decisions.put(json.dumps(decision).encode(), id=id)
            status = await get(session, "/api/v1/status")
            assert [one["name"] for one in status["processes"]] == [
                "engine",
                "outputs",
                "planner",
                "supervisor",
                "web",
            ]
            assert {one["name"]: one["state"] for one in status["processes"]}["supervisor"] == "away"
            assert status["now"]["title"] == "First"
            assert [one["what"] for one in status["decisions"]] == [
                "blend, 16 bars, score 0.80, not met: M5",
                "chose 1 of 40 tracks; vetoed 3 by separation",
            ]

    run(scenario)


def test_who_leaves_while_a_process_is_being_asked_leaves_no_connection_open(tmp_path: Path) -> None:
    async def scenario() -> None:
        asked = asyncio.Event()

        async def never(_request: Message) -> Message:
            asked.set()
            await asyncio.Event().wait()
            return {}

        async with site(tmp_path) as station:
            await station.app[keys.STATUSES].look()
            station.others.planner.handlers["status"] = never
            looking = station.app[keys.STATUSES].look()
            await asked.wait()
            assert not looking.done()

    run(scenario)
    gc.collect()  # what was left open is a warning now, and warnings are errors here


def test_a_competitors_lineage_names_its_parents_and_their_votes(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            family = [competitor("a", "Ann"), competitor("b", "Ben"), competitor("c", "Cy", ("a", "b"), mu=30.0)]
            station.others.store.tournament.record(family)
            table = await get(session, "/api/v1/tournament")
            assert table["standings"][0]["name"] == "Cy"
            found = await get(session, "/api/v1/tournament/c")
            assert [one["name"] for one in found["lineage"]["parents"]] == ["Ann", "Ben"]
            assert (found["lineage"]["how"], found["lineage"]["votes"]) == ("bred", {"a": 3, "b": 1})
            assert (await get(session, "/api/v1/tournament/x", 404))["type"] == "urn:everset:problem:no-such-competitor"

    run(scenario)


def test_the_description_covers_every_address_and_every_address_is_as_described(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            station.others.open_ballot(ballot("b1", HEAD + 20 * RATE, "One"))
            station.others.store.tournament.record([competitor("a", "Ann")])
            await until(lambda: station.knowledge.ballot)
            document = await get(session, "/api/v1/openapi.json")
            served = {
                resource.canonical.removeprefix("/api/v1")
                for resource in station.app.router.resources()
                if resource.canonical.startswith("/api/v1")
            }
            assert served - {"/openapi.json"} == set(document["paths"])
            for path, operations in document["paths"].items():
                if path not in ("/live", "/hand") and "get" in operations:
                    answer = await get(session, "/api/v1" + path.replace("{competitor}", "a"))
                    content = operations["get"]["responses"]["200"]["content"]["application/json"]
                    fits(answer, content["schema"], document["components"]["schemas"])

    run(scenario)


def fits(value: Any, schema: Any, components: dict[str, Any]) -> None:
    """That an answer has every property its schema asks for, and no other, all the way down."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    for option in schema.get("anyOf", []):
        if "$ref" in option and value is not None:
            fits(value, option, components)
    if "properties" in schema:
        assert set(schema.get("required", ())) <= value.keys() <= schema["properties"].keys(), schema.get("title")
        for name, item in value.items():
            fits(item, schema["properties"][name], components)
    elif "items" in schema and isinstance(value, list):
        for item in value:
            fits(item, schema["items"], components)


def test_the_description_names_the_stations_own_cookie() -> None:
    assert description("everset-x")["components"]["securitySchemes"]["session"]["name"] == "everset-x"


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/api/v1/duels/next", "GET", 404), ("/api/v1/now", "POST", 405)]
)
def test_what_there_is_not_answers_with_a_problem(tmp_path: Path, path: str, method: str, status: int) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            async with session.request(method, path) as response:
                assert response.status == status
                assert response.content_type == "application/problem+json"
                problem = await response.json(content_type=None)
            assert problem["status"] == status
            assert problem["instance"] == path
            assert {"type", "title", "detail"} <= problem.keys()

    run(scenario)


def test_azuracasts_clients_read_what_is_on_air(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            await get(session, "/api/nowplaying/another", 404)
            async with session.get("/api/nowplaying/test-fm") as response:
                assert response.headers["Access-Control-Allow-Origin"] == "*"
                assert "Set-Cookie" not in response.headers
                document = await response.json()
            assert await get(session, "/api/nowplaying") == [document]
            assert document["station"]["shortcode"] == "test-fm"
            assert document["station"]["listen_url"] == "http://127.0.0.1:8001/stream.mp3"
            assert document["now_playing"]["song"]["text"] == "Ann - First"
            assert (document["now_playing"]["elapsed"], document["now_playing"]["remaining"]) == (35, 40)
            assert document["playing_next"]["song"]["title"] == "Second"
            assert document["is_online"] is True
            assert document["listeners"]["current"] == 0

    run(scenario)


def test_a_request_that_fails_says_nothing_of_the_inside(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, ClientSession(station.root) as session:
            catalogue = station.app[keys.REFRESH].store.catalogue
            del station.app[keys.REFRESH].store.catalogue
            problem = await get(session, "/api/v1/tracks", 500)
            station.app[keys.REFRESH].store.catalogue = catalogue
            assert "catalogue" not in json.dumps(problem)

    run(scenario)
