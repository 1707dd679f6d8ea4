"""Time maps: beat on beat, joins exact, no jump of tempo."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.transitions import timemap

RATE = 44_100
BEATS = np.arange(65.0)


def grid(bpm: float, first: float = 1_000.3) -> np.ndarray:
    return first + BEATS * RATE * 60 / bpm


@given(a=st.floats(70, 180), ratio=st.floats(0.92, 1.08), first=st.floats(0, 1e6))
@settings(max_examples=50, deadline=None)
def test_every_beat_of_both_tracks_falls_on_the_set_beat(a: float, ratio: float, first: float) -> None:
    one, other = grid(a, first), grid(a * ratio, first / 3)
    meeting = timemap.meet(one, other, 4)
    for number, frame in enumerate(meeting.times):
        assert abs(timemap.heard(meeting.map_a, frame) - one[number]) < 1.0
        assert abs(timemap.heard(meeting.map_b, frame) - other[number]) < 1.5


def test_the_outer_bars_are_not_stretched_so_that_the_joins_are_exact() -> None:
    meeting = timemap.meet(grid(128), grid(134, 7_777.7), 4)
    (start, source), (bar, later) = meeting.map_a[:2]
    assert start == 0 and source == round(grid(128)[0])
    assert later - source == bar - start
    (last_bar, before), (end, until) = meeting.map_b[-2:]
    assert until == round(grid(134, 7_777.7)[-1])
    assert until - before == end - last_bar
    assert end == round(meeting.times[-1]) == meeting.map_a[-1][0]


def test_the_tempo_runs_from_one_track_to_the_other_without_a_jump() -> None:
    beats = np.diff(timemap.meet(grid(120), grid(126), 4).times)
    tempo = 60 * RATE / beats
    assert np.allclose(tempo[:4], 120) and np.allclose(tempo[-4:], 126)
    assert np.all(np.diff(tempo[3:-3]) > 0)
    assert np.max(np.diff(tempo)) < 6 / 56 + 1e-6  # linear in beats


def test_equal_tempos_need_no_stretching_and_two_points() -> None:
    meeting = timemap.meet(grid(128), grid(128, 5_000.0), 4)
    assert len(meeting.map_a) == len(meeting.map_b) == 2
    assert timemap.steepest(meeting.map_a) < 1e-6


def test_an_unsteady_grid_is_followed_beat_by_beat() -> None:
    wobble = grid(100) + 400 * np.sin(BEATS)
    meeting = timemap.meet(wobble, grid(103), 4)
    for number, frame in enumerate(meeting.times):
        assert abs(timemap.heard(meeting.map_a, frame) - wobble[number]) < 1.5


def test_a_map_reads_both_ways_and_goes_on_outside() -> None:
    line = ((0, 100.0), (10, 120.0), (20, 130.0))
    assert timemap.heard(line, 5) == 110.0 and timemap.heard_at(line, 110.0) == 5
    assert timemap.heard(line, -3) == 97.0 and timemap.heard(line, 25) == 135.0


def test_a_map_ends_where_the_file_does() -> None:
    line = ((0, 100.0), (10, 120.0), (20, 130.0))
    assert timemap.ended(line, 130) == line
    assert timemap.ended(line, 125) == ((0, 100.0), (10, 120.0), (15, 125.0))


def test_a_map_begins_where_the_file_does() -> None:
    line = ((0, -20.0), (10, 0.0), (20, 20.0), (30, 25.0))
    assert timemap.begun(line[1:]) == line[1:]
    assert timemap.begun(line) == line[1:]
    assert timemap.begun(((0, -3.0), (10, 7.0))) == ((3, 0.0), (10, 7.0))


def test_a_map_is_split_where_it_bends_and_begun_before_it() -> None:
    line = ((0, 100.0), (1_000, 1_100.0), (2_000, 2_100.4), (3_000, 3_140.0))
    assert timemap.bend(line, 0.001) == 2_000
    assert timemap.bend(line, 0.0001) == 1_000
    before, behind = timemap.split(line, 2_000)
    assert before == ((0, 100.0), (1_000, 1_100.0), (2_000, 2_100.0))  # a whole frame
    assert behind == ((2_000, 2_100.0), (3_000, 3_140.0))
    assert timemap.split(line, 500)[0] == ((0, 100.0), (500, 600.0))
    assert timemap.begun_at(line, -50)[:2] == ((-50, 50.0), (0, 100.0))
    assert timemap.begun_at(line, 0) == line
