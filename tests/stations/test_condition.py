"""What ``everset status`` shows to people."""

import pytest

from stations.condition import show

STATION = {
    "station": "Night [Bus]",
    "on_air": True,
    "now": None,
    "next": None,
    "processes": [],
    "outputs": [],
    "late_blocks": 3,
    "hand": None,
    "block_ms": {"p50": 0.098, "p99": 0.164, "p99_99": 0.3, "worst": 12.5},
}


def test_how_long_blocks_took_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show(STATION)
    line = "blocks: half within 0.10 ms, 99 % within 0.16 ms, 99.99 % within 0.30 ms, all within 12.50 ms; 3 late"
    assert line in capsys.readouterr().out.replace("\n", " ").replace("  ", " ")


def test_an_engine_that_is_away_took_none(capsys: pytest.CaptureFixture[str]) -> None:
    show(STATION | {"block_ms": None, "on_air": False})
    assert capsys.readouterr().out == "Night [Bus] is off air\n"
