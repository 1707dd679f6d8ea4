"""What the API says is on air: what that listener hears, not what the engine does."""

from pathlib import Path

import pytest

from tests.support.scenario import run, until
from tests.web.others import LENGTH, RATE, SEAM
from tests.web.site import HEAD, site


def test_a_visitor_is_told_what_the_stream_plays(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path, distance_seconds=5.0) as station, station.listener(tuned_in=False) as visitor:
            now = await visitor.get("now")
            assert now["station"] == "Test FM"
            assert (now["frame"], now["sample_rate"]) == (HEAD - 5 * RATE, RATE)
            assert now["delay_seconds"] == pytest.approx(5.0)
            assert not now["tuned_in"]
            playing = now["now_playing"]
            assert (playing["track"], playing["title"], playing["artist"]) == ("a", "First", "Ann")
            assert (playing["bpm"], playing["camelot"], playing["energy"]) == (128.0, "8A", 0.6)
            assert playing["elapsed"] == pytest.approx(35.0)
            assert playing["remaining"] == pytest.approx(40.0)
            assert playing["started_at"] == pytest.approx(station.time.wall() - 35.0)
            assert now["seam"] == {
                "starts_in": 25.0,
                "length": 30.0,
                "recipe": "blend",
                "to": "b",
                "bars": 16,
                "at_frame": SEAM,
                "length_frames": LENGTH,
            }
            assert now["next"]["title"] == "Second"

    run(scenario)


def test_who_hears_the_stream_late_is_told_what_they_hear(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener(tuned_in=False) as late:
            station.others.tune_in(late.key, start=20 * RATE, since=station.time.wall())
            station.others.move(76 * RATE)
            await until(lambda: station.knowledge.tuned.streams(late.key))
            await until(lambda: station.knowledge.head.frame == 76 * RATE)
            now = await late.get("now")
            assert now["now_playing"]["title"] == "First"  # a visitor, five seconds behind, hears the second
            assert now["frame"] == 20 * RATE
            assert now["delay_seconds"] == pytest.approx(56.0)
            assert now["tuned_in"]
            assert now["listeners"] == 1

    run(scenario)


def test_the_title_changes_at_the_seams_centre(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path, distance_seconds=0.0) as station, station.listener(tuned_in=False) as visitor:
            centre = SEAM + LENGTH // 2
            for frame, title in ((centre - 1, "First"), (centre, "Second")):
                station.others.move(frame)
                await until(lambda frame=frame: station.knowledge.head.frame == frame)
                assert (await visitor.get("now"))["now_playing"]["title"] == title

    run(scenario)


def test_history_holds_what_this_listener_heard(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener(tuned_in=False) as visitor:
            aired = [
                {"seq": 1, "frame": 0, "time": 1.0, "kind": "track", "track": "a", "title": "First", "length": 9},
                {"seq": 2, "frame": HEAD - RATE, "time": 2.0, "kind": "track", "track": "b", "title": "Not heard yet"},
            ]
            station.others.store.playlog.ingest(aired)
            items = (await visitor.get("history"))["items"]
            assert [one["title"] for one in items] == ["First"]

    run(scenario)


def test_tracks_are_searched(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener(tuned_in=False) as visitor:
            found = await visitor.get("tracks?q=sec")
            assert (found["total"], [one["title"] for one in found["items"]]) == (1, ["Second"])
            assert (await visitor.get("tracks?limit=1"))["total"] == 2

    run(scenario)


def test_what_was_set_aside_is_listed_with_its_reason_and_without_its_folder(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener(tuned_in=False) as visitor:
            station.others.store.catalogue.set_aside("/home/ann/music/x.mp3", "damaged", "It is cut short.")
            listed = await visitor.get("set-aside")
            assert listed == {"items": [{"file": "x.mp3", "code": "damaged", "message": "It is cut short."}]}

    run(scenario)


def test_the_api_answers_from_what_it_knows_when_nobody_else_is_there(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as station, station.listener() as listener:
            for server in station.others.servers():
                await server.stop()
            station.time.now += 60.0
            assert (await listener.get("now"))["now_playing"]["title"] == "First"
            assert (await listener.get("tracks"))["total"] == 2

    run(scenario)
