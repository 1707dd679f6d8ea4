"""A station with a controller, as an operator starts it: plugged in, taken over, given back."""

from pathlib import Path

import pytest

from tests.support.command import everset
from tests.support.on_air import BRISK, make_music, on_air
from tests.support.surface import jack, plugged
from tests.support.wait import eventually

pytestmark = [pytest.mark.slow, pytest.mark.jack_midi]


def test_a_controller_takes_over_a_station_and_gives_it_back(tmp_path: Path) -> None:
    music = make_music(tmp_path / "music", count=2)
    with jack(), on_air(music, tmp_path / "station", f'{BRISK}[midi]\nenabled = true\napi = "jack"\n') as station:
        assert "midi" in station.processes()
        with plugged() as surface:
            eventually(lambda: station.ask("midi", "status")["engine"], 20)
            surface.send(0x90, 0x0C, 0x7F)
            eventually(lambda: station.ask("engine", "status")["hand"]["claims"] == 1)
            status = everset("status", "--json", "--data", station.places.data).document()
            assert status["midi"]["controllers"][0]["name"] == "Pioneer DDJ-400"
            assert status["midi"]["problems"] == []
            assert status["hand"]["sources"] == ["midi:DDJ-400:midi"]
            station.kill("midi")
            eventually(lambda: station.ask("engine", "status")["hand"]["claims"] == 0)
            eventually(lambda: station.ask("midi", "status")["controllers"], 20)
            surface.send(0x90, 0x0C, 0x7F)
            eventually(lambda: station.ask("engine", "status")["hand"]["claims"] == 1)
        eventually(lambda: station.ask("engine", "status")["hand"]["claims"] == 0)
