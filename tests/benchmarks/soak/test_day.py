"""Some minutes of the day: real music through the real director and mixer; faults of the machine are counted."""

from pathlib import Path

import pytest

from benchmarks import day
from benchmarks.row import Row
from tests.support.on_air import make_music

pytestmark = pytest.mark.slow


def test_minutes_of_the_day_have_no_hole(tmp_path: Path) -> None:
    make_music(tmp_path, seconds=80.0, count=2)
    rows: list[Row] = day.rows(tmp_path, minutes=3.0)
    found = {row.what: row.value for row in rows}
    assert found["played"] == pytest.approx(3.0 / 1440.0, rel=1e-3)
    assert found["transitions"] >= 2
    assert found["quiet stretches (below -60 dBFS for 0.25 s)"] == 0
    assert found["frames that nothing covered"] == found["late frames, as the mixer counts"] == 0
    assert found["seams played on the plain tracks"] == 0
    assert found["marks in the playlog"] == found["marks passed"] > 2
    assert found["marks missing there"] == found["marks there that were not passed, or twice"] == 0
