"""Two stations that share their processes: on air, one failing beside the other, upgraded together."""

import json
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ports import two_free_ports
from engine.client import ask
from engine.places import Places
from engine.ring.reader import RingReader
from engine.ring.writer import RingWriter
from stations.alive import Alive
from stations.demo.library import short_piece
from tests.end_to_end.browser import becomes, chromium, text
from tests.support.command import ROOT, everset
from tests.support.listener import Listener
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

NAMES = ("north", "south")
SHARED = ("engine", "outputs", "web", "supervisor")
TOML = """
[station]
name = "{name}"
title = "The {name}"
[planner]
music = ["{music}"]
analysis_workers = 2
"""


class Pair:
    """The two stations."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.places = {name: Places(folder / "data" / name) for name in NAMES}
        self.tomls = [folder / f"{name}.toml" for name in NAMES]

    def processes(self, name: str) -> dict[str, dict[str, Any]]:
        rows = ask(self.places[name].socket("supervisor"), "status", timeout=10.0)["processes"]
        return {row["name"]: row for row in rows}

    def pids(self, name: str) -> dict[str, int]:
        return {one: row["pid"] for one, row in self.processes(name).items()}

    def engine(self, name: str) -> dict[str, Any]:
        return ask(self.places[name].socket("engine"), "status", timeout=10.0)

    def now(self, name: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/s/the-{name}/api/v1/now", timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    (folder / "music").mkdir()
    short_piece(folder / "music" / "a.flac", bpm=124.0, seconds=12.0)
    made = Pair(folder, two_free_ports())
    for name, toml in zip(NAMES, made.tomls, strict=True):
        toml.write_text(TOML.format(name=name, music=folder / "music"))
    order = ["run", *map(str, made.tomls), "--data", str(folder / "data"), "--port", str(made.port)]
    with (folder / "log").open("wb") as log:
        run = subprocess.Popen([sys.executable, "-m", "stations.cli", *order], stderr=log, cwd=ROOT)
    try:
        eventually(lambda: all(made.engine(name) and made.now(name)["frame"] for name in NAMES), 60)
        yield made
    finally:
        keeper = Alive.at(made.pids("north")["supervisor"])
        assert keeper is not None
        keeper.send(signal.SIGTERM)
        eventually(lambda: not keeper.running, 25)
        run.wait(25)
        for places in made.places.values():
            places.ring.unlink(missing_ok=True)
            places.place.unlink(missing_ok=True)
            shutil.rmtree(places.sockets, ignore_errors=True)


def test_two_stations_share_what_can_be_shared(pair: Pair) -> None:
    north, south = (pair.pids(name) for name in NAMES)
    assert {name: north[name] for name in SHARED} == {name: south[name] for name in SHARED}
    assert north["planner"] != south["planner"]
    assert [pair.now(name)["station"] for name in NAMES] == ["The north", "The south"]
    for number in range(2):
        listener = Listener(f"http://127.0.0.1:{pair.port + 1 + number}/stream.mp3")
        eventually(lambda listener=listener: listener.received > 50_000)
        listener.stop()


@pytest.mark.browser
def test_one_browser_hears_each_on_its_own_page(pair: Pair) -> None:
    with chromium() as browser:
        for number, name in enumerate(NAMES):
            page = browser.new_page()
            failed: list[str] = []
            page.on("response", lambda got, failed=failed: failed.append(got.url) if got.status >= 400 else None)
            page.goto(f"http://127.0.0.1:{pair.port}/s/the-{name}/")
            becomes(page, "document.getElementById('air').dataset.air === 'on'")
            page.click("#play")
            becomes(page, "document.getElementById('audio').currentTime > 0.5", 40)
            source = becomes(page, "document.getElementById('audio').currentSrc")
            assert f":{pair.port + 1 + number}/" in source or f"/s/the-{name}/stream.mp3" in source
            assert failed == []
            assert f"The {name}" in page.title() + text(page, "station")
            page.close()


def test_a_service_that_fails_comes_back_by_itself_and_the_other_does_not_notice(pair: Pair) -> None:
    before, generation = pair.pids("north"), RingReader.open(pair.places["south"].ring).generation
    RingWriter.resume(pair.places["south"].ring)  # takes the ring away: that engine must stop
    eventually(lambda: RingReader.open(pair.places["south"].ring).generation == generation + 2)
    head = RingReader.open(pair.places["south"].ring).head
    eventually(lambda: pair.engine("south")["frame"] > head)
    assert pair.pids("north") == before
    assert [pair.engine(name)["anchored"] for name in NAMES] == [0, 0]


def test_a_group_is_upgraded_as_a_whole(pair: Pair) -> None:
    before = {name: pair.pids(name) for name in NAMES}
    done = everset("upgrade", "--data", pair.places["south"].data)
    assert done.code == 0, done.err
    assert done.out.count("bit for bit") == 2
    after = {name: pair.pids(name) for name in NAMES}
    for name in NAMES:
        assert set(after[name]) == set(before[name])
        assert not set(after[name].values()) & set(before[name].values())
        eventually(lambda name=name: pair.now(name)["frame"])


def test_what_two_stations_may_not_share_is_said_at_once(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / f"{number}.toml").write_text(
            f'[station]\nname = "twin"\ntitle = "{number}"\n[planner]\nmusic = ["{tmp_path}"]\n'
        )
    done = everset("run", tmp_path / "0.toml", tmp_path / "1.toml", env={"XDG_DATA_HOME": str(tmp_path)})
    assert done.code == 2
    for key in ("station.name", "station.data", "outputs.stream_port"):
        assert f"{key}: " in done.err
