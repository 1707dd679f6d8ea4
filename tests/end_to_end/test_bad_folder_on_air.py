"""A station on bad input: whatever lies in its folder, and whatever its disk does, the sound goes on and it is said."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.library.tags import printable
from planner.store import Store
from stations.demo.library import short_piece
from tests.support.bad_files import make_bad, samples
from tests.support.command import everset
from tests.support.disk import fill, small_disk
from tests.support.listener import Heard, Listener, hear
from tests.support.on_air import OnAir, make_music, on_air
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

LONGEST_QUIET = 0.25  # seconds, the specification's M13
TEN_SECONDS = 240_000  # bytes of the stream


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OnAir, dict[str, str]]]:
    """A station on two good pieces and every bad file; the codes of these by the name that is shown."""
    folder = tmp_path_factory.mktemp("bad")
    music = make_music(folder / "music", count=2)
    codes = make_bad(music, samples(folder))
    (music / "loop").symlink_to(music)
    (music / "unplugged.mp3").symlink_to("/nowhere/unplugged.mp3")
    os.mkfifo(music / "pipe.mp3")
    with on_air(music, folder) as running:
        yield running, {printable(name): code for name, code in codes.items()}


def listened(station: OnAir, during: int = TEN_SECONDS) -> Heard:
    """What a listener hears until ``during`` bytes have come."""
    listener = Listener(station.stream)
    try:
        eventually(lambda: listener.received > during, 60)
    finally:
        data = listener.stop()
    return hear(data)


def aside(station: OnAir) -> dict[str, str]:
    return {one["file"]: one["code"] for one in station.api("set-aside")["items"]}


def music_of(station: OnAir) -> Path:
    return Path(station.places.data).parent / "music"


def test_every_bad_file_is_listed_and_logged_once_while_music_plays(expected: tuple[OnAir, dict[str, str]]) -> None:
    station, codes = expected
    eventually(station.plays_music, 90)
    eventually(lambda: aside(station) == codes, 90)
    assert len(station.api("set-aside")["items"]) == len(codes)
    assert all(": " in one["message"] for one in station.api("set-aside")["items"])
    eventually(lambda: station.ask("planner", "status")["library"]["analysing"] == 0, 60)
    heard = listened(station)  # and several more looks at the folder go by
    assert (heard.errors, heard.quietest < LONGEST_QUIET) == (0, True)
    log = station.log.read_text(errors="replace")
    for name in codes:
        assert log.count(f"{name}'") + log.count(f"{name} ") == 1, name
    assert "Traceback" not in log
    assert {row["restarts"] for row in station.processes().values()} == {0}


def test_the_head_advances_in_real_time(expected: tuple[OnAir, dict[str, str]]) -> None:
    station, _ = expected
    first, began = station.ask("engine", "status")["frame"], time.monotonic()
    eventually(lambda: station.ask("engine", "status")["frame"] > first + 3 * 44_100, 30)
    assert time.monotonic() - began > 2.0  # no faster than it is heard


def test_a_bad_file_that_is_mended_is_played_and_no_longer_listed(expected: tuple[OnAir, dict[str, str]]) -> None:
    station, codes = expected
    before = station.api("tracks")["total"]
    music = music_of(station)
    short_piece(music / "good.part", bpm=122.0, seconds=40.0, seed=1, key="5A")
    (music / "good.part").rename(music / "text.mp3")  # FLAC under another name is music all the same
    eventually(lambda: "text.mp3" not in aside(station), 60)
    eventually(lambda: station.api("tracks")["total"] == before + 1, 60)
    assert len(aside(station)) == len(codes) - 1


def test_the_commands_tell_what_is_on_air(expected: tuple[OnAir, dict[str, str]], tmp_path: Path) -> None:
    station, _ = expected
    data = station.places.data
    eventually(lambda: station.api("now")["next"], 60)
    done = everset("status", "--data", data, "--json")
    document = done.document()
    assert (done.code, document["station"], document["on_air"]) == (0, "Brisk", True)
    assert document["now"]["kind"] == "track"
    assert document["now"]["title"]
    assert document["next"]["at"] > document["frame"] > document["now"]["at"]
    assert {row["name"] for row in document["processes"]} == {"engine", "outputs", "planner", "web", "supervisor"}
    assert all(row["pid"] and row["rss_bytes"] > 0 for row in document["processes"])
    assert document["outputs"][0]["state"] == "on air"
    assert "Brisk is on air" in everset("status", "--data", data).out
    rows = eventually(lambda: everset("playlog", "--data", data).out.splitlines()[1:], 30)
    assert any(document["now"]["title"] in row for row in rows)
    done = everset("record", "--url", station.stream, "--minutes", 0.05, "--out", tmp_path / "heard.flac")
    assert (done.code, done.out.split(": ")[1][:5]) == (0, "3.0 s")


def test_a_second_station_in_the_same_folder_is_refused(expected: tuple[OnAir, dict[str, str]], tmp_path: Path) -> None:
    station, _ = expected
    done = everset("run", "--music", tmp_path, "--data", station.places.data, "--port", 0, "--stream-port", 0)
    assert done.code == 1
    assert "a station already runs in" in done.err
    assert station.processes()


def test_it_leaves_within_ten_seconds(expected: tuple[OnAir, dict[str, str]]) -> None:
    station, _ = expected
    station.popen.terminate()
    assert station.popen.wait(10) == 0
    assert not any(station.answers(name) for name in ("engine", "outputs", "planner", "web", "supervisor"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnAir]:
    """A station on a folder without music."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "music").mkdir()
    (folder / "music" / "letter.txt").write_text("no music here")
    with on_air(folder / "music", folder) as running:
        yield running


def put_music(station: OnAir) -> None:
    """Two pieces, each there as a whole, and on air."""
    music = music_of(station)
    made = make_music(music.parent / "made", seconds=40.0, count=2)
    for piece in made.iterdir():
        piece.rename(music / piece.name)
    eventually(station.plays_music, 90)


def test_without_music_the_ident_plays_until_there_is_some(empty: OnAir) -> None:
    heard = listened(empty, TEN_SECONDS // 2)
    assert (heard.errors, heard.quietest < LONGEST_QUIET) == (0, True)
    assert empty.api("now")["now_playing"]["kind"] == "ident"
    nothing = {"tracks": 0, "analysing": 0, "set_aside": 0}
    eventually(
        lambda: nothing.items() <= empty.ask("planner", "status")["library"].items(), 30
    )  # the sound was there before it
    eventually(lambda: empty.log.read_text().count("there is no music yet") == 1)
    put_music(empty)


def test_a_folder_that_is_unplugged_and_comes_back(empty: OnAir) -> None:
    music = music_of(empty)
    if not empty.plays_music():
        put_music(empty)
    eventually(lambda: empty.api("tracks")["total"] == 2, 90)
    unplugged = music.rename(music.with_name("unplugged"))
    eventually(lambda: aside(empty) == {"music": "folder"}, 30)
    assert empty.api("tracks")["total"] == 0
    heard = listened(empty)
    assert (heard.errors, heard.quietest < LONGEST_QUIET) == (0, True)
    unplugged.rename(music)
    eventually(lambda: (empty.api("tracks")["total"], aside(empty)) == (2, {}), 30)
    assert empty.log.read_text().count("the folder is not there") == 1


def test_a_disk_that_fills_neither_stops_the_sound_nor_takes_what_is_stored(tmp_path: Path) -> None:
    music = make_music(tmp_path / "music", seconds=40.0, count=2)
    with small_disk(tmp_path / "data", 120_000_000) as disk, on_air(music, tmp_path) as station:
        eventually(lambda: station.api("tracks")["total"] == 2, 90)
        eventually(station.plays_music, 60)
        ballast = fill(disk)
        short_piece(music / "new.flac", bpm=125.0, seconds=40.0, seed=2, key="9A")
        heard = listened(station, 3 * TEN_SECONDS)
        assert (heard.errors, heard.quietest < LONGEST_QUIET) == (0, True)
        assert station.log.read_text().count("can't look at the library ") == 1
        assert "the disk is full" in station.log.read_text()
        assert station.api("tracks")["total"] == 2
        ballast.unlink()
        eventually(lambda: station.api("tracks")["total"] == 3, 60)
        assert {row["restarts"] for row in station.processes().values()} == {0}
        with Store.open(station.places, None) as store:
            assert store.playlog.recent(1)
