"""What was on air, from what the engine tells, however often it tells it."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from planner.database import Database
from planner.playlog import Playlog, csv_rows
from planner.schema import PlannerVersion


@pytest.fixture
def playlog(tmp_path: Path) -> Playlog:
    return Playlog(Database(tmp_path / "planner.db", PlannerVersion, write=True))


def told(seq: int, frame: int, kind: str, track: str = "", **more: Any) -> dict[str, Any]:
    """A record at sample rate 1, on air since Unix time 1000."""
    return {"seq": seq, "frame": frame, "time": 1_000.0 + frame, "kind": kind, "track": track, **more}


NIGHT = [
    told(1, 0, "start"),
    told(2, 0, "track", "a", title="A", artist="Ann", length=500),
    told(3, 80, "transition", "b", recipe="blend", length=40),
    told(4, 100, "track", "b", title="B", artist="Bob", length=500),
    told(5, 150, "ladder", rung="fade", why="the planner was late"),
    told(6, 200, "ident", title="Everset", length=5),
    told(7, 205, "track", "a", title="A", artist="Ann", length=300),
]


def test_each_was_on_air_until_something_else_was(playlog: Playlog) -> None:
    playlog.ingest(NIGHT)
    on_air = [(one.track, one.at, one.length, one.wall, one.recipe, one.rung) for one in playlog.between()]
    assert on_air == [
        ("a", 0, 100, 1_000.0, "", ""),
        ("b", 100, 100, 1_100.0, "blend", "fade"),
        ("", 200, 5, 1_200.0, "", ""),
        ("a", 205, 300, 1_205.0, "", ""),  # the last as it was planned
    ]


def test_told_twice_is_stored_once(playlog: Playlog) -> None:
    playlog.ingest(NIGHT[:4])
    before = playlog.between()
    playlog.ingest([{**one, "title": "changed"} for one in NIGHT[:4]])
    assert playlog.between() == before
    assert playlog.last_seq() == 4
    playlog.ingest(NIGHT)
    playlog.ingest([])
    assert [fact.seq for fact in playlog.facts(after=3)] == [4, 5, 6, 7]


def test_nothing_was_on_air_yet(playlog: Playlog) -> None:
    assert playlog.last_seq() == 0
    assert playlog.between() == playlog.recent(3) == []


@pytest.mark.parametrize(
    ("since", "until", "frames"),
    [
        (1_100.0, None, [100, 200, 205]),
        (1_199.0, 1_200.0, [100]),  # on air throughout
        (1_150.0, 1_201.0, [100, 200]),
        (None, 1_000.5, [0]),
        (None, 1_000.0, []),
        (9_000.0, None, [205]),
    ],
)
def test_a_span_has_all_that_was_on_air_in_it(
    playlog: Playlog, since: float | None, until: float | None, frames: list[int]
) -> None:
    playlog.ingest(NIGHT)
    whole = {one.at: one for one in playlog.between()}
    assert playlog.between(since, until) == [whole[frame] for frame in frames]


def test_the_latest_first(playlog: Playlog) -> None:
    playlog.ingest(NIGHT)
    whole = playlog.between()
    assert playlog.recent(3) == whole[:0:-1]
    assert playlog.recent(10) == whole[::-1]


def test_what_was_replaced_before_it_sounded_was_not_on_air(playlog: Playlog) -> None:
    playlog.ingest([told(1, 10, "track", "a", length=9), told(2, 10, "track", "b", length=9)])
    assert [one.track for one in playlog.between()] == ["b"]


def test_rows_for_a_spreadsheet(playlog: Playlog) -> None:
    playlog.ingest([told(1, 88_200, "track", "a", title='"A", B', artist="\N{SNOWMAN}", length=44_100)])
    sheet = io.StringIO()
    csv.writer(sheet).writerows(csv_rows(playlog.between(), 44_100))
    head, row = csv.DictReader(io.StringIO(sheet.getvalue())).fieldnames, sheet.getvalue().splitlines()[1]
    assert head == ["time", "frame", "seconds", "track", "title", "artist", "recipe", "rung"]
    assert row == '1970-01-02T00:46:40.000+00:00,88200,1.000,a,"""A"", B",\N{SNOWMAN},,'


def test_the_oldest_go(playlog: Playlog) -> None:
    playlog.ingest(NIGHT)
    playlog.prune(before=1_150.0)
    assert [one.at for one in playlog.between()] == [200, 205]
