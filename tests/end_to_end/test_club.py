"""A station on a sound card, as a club has it: ``everset run`` with a card that JACK's dummy server stands for."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.room import Room, room
from tests.support.command import everset
from tests.support.jack import ear
from tests.support.on_air import BRISK, OnAir, make_music, on_air
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

CLUB = BRISK + '[card]\ndevice = "system"\n'


@pytest.fixture(scope="module")
def server() -> Iterator[Room]:
    with room(rate=44_100, period=512) as running:
        yield running


@pytest.fixture
def club(server: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OnAir]:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    settings = CLUB.replace("settled_seconds = 4.0", "settled_seconds = 4.0\nblock_frames = 441\nblocks_at_once = 1")
    with on_air(make_music(tmp_path / "music", seconds=30.0, count=2), tmp_path / "station", settings) as running:
        eventually(lambda: running.answers("card"), 30)
        yield running


def told(club: OnAir) -> dict[str, object]:
    """What ``everset status`` says of the card."""
    status = everset("status", "--data", club.places.data, "--json").document()
    assert "card" in [row["name"] for row in status["processes"]]
    return next(one for one in status["outputs"] if one["name"] == "card system")


def test_a_club_hears_it_and_a_dead_card_comes_back_by_itself(club: OnAir, server: Room) -> None:
    assert told(club)["state"] in ("on air", "ident")
    with ear(server) as heard:
        assert np.abs(heard.listen(1, server.rate)).max() > 0.01
    engine = club.processes()["engine"]["pid"]
    club.kill("card")
    with ear(server) as heard:
        assert np.abs(heard.listen(1, server.rate)).max() > 0.01
    assert club.processes()["card"]["restarts"] == 1
    assert club.processes()["engine"]["pid"] == engine
    assert 'everset_process_up{process="card"} 1.0' in metrics(club)
    assert 'everset_output_clients{output="card system"' in metrics(club)


def test_an_upgrade_takes_the_card_along_or_leaves_it_out(club: OnAir, server: Room, tmp_path: Path) -> None:
    before = club.processes()["card"]["pid"]
    done = everset("upgrade", "--data", club.places.data)
    assert done.code == 0, done.err
    assert "card: process" in done.out
    assert club.processes()["card"]["pid"] != before
    with ear(server) as heard:
        assert np.abs(heard.listen(1, server.rate)).max() > 0.01
    without = tmp_path / "without.toml"
    text = (tmp_path / "station" / "station.toml").read_text()
    without.write_text(text.replace('device = "system"', 'device = ""'))
    done = everset("upgrade", without, "--data", club.places.data)
    assert done.code == 0, done.err
    eventually(lambda: "card" not in club.processes() and not club.answers("card"), 30)


def test_the_card_is_listed_and_checked(server: Room, tmp_path: Path) -> None:
    listed = everset("devices", "--json", env=server.environment)
    (card,) = [one for one in listed.document()["devices"] if one["name"] == "system"]
    assert (card["rates"], card["channels"]) == ([44_100], 2)
    station = tmp_path / "station.toml"
    ports = "[outputs]\nstream_port = 0\n[web]\nport = 0\n"
    station.write_text(f"[station]\ndata = {json.dumps(str(tmp_path / 'data'))}\n{ports}[card]\ndevice = 'sistem'\n")
    done = everset("check", station, env=server.environment)
    assert done.code == 2
    assert "card.device: no sound card is called 'sistem'" in done.err
    assert "did you mean system?" in done.err
    station.write_text(station.read_text().replace("sistem", "system"))
    assert everset("check", station, env=server.environment).code == 0


def metrics(club: OnAir) -> str:
    with urllib.request.urlopen(f"{club.page}/metrics", timeout=10) as answer:
        return str(answer.read().decode())
