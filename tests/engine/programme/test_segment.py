"""Segments: where clips are cut, and what each needs of the PCM."""

import numpy as np
import pytest

from engine.programme.clip import Clip, plain_map
from engine.programme.controls import NUDGE_FRAMES
from engine.programme.decks import NOBODYS
from engine.programme.envelope import Envelope
from engine.programme.segment import LENGTH, Layout, Segment, runs
from engine.programme.sinc import BEHIND, TAPS


def clip(at: int, length: int, path: tuple[tuple[int, float], ...] | None = None, lane: int = NOBODYS[0]) -> Clip:
    return Clip(at=at, length=length, lane=lane, pcm="a", map=path or plain_map(length, 0))


def test_runs_cover_the_clip_and_end_on_the_grid() -> None:
    cut = list(runs(clip(100, 3 * LENGTH), 0, 10 * LENGTH))
    assert cut == [(100, LENGTH), (LENGTH, 2 * LENGTH), (2 * LENGTH, 3 * LENGTH), (3 * LENGTH, 3 * LENGTH + 100)]


def test_runs_start_where_asked_and_stop_where_asked() -> None:
    assert list(runs(clip(100, 3 * LENGTH), 150, LENGTH + 1)) == [(150, LENGTH), (LENGTH, 2 * LENGTH)]
    assert not list(runs(clip(100, 50), 150, LENGTH))


def test_the_window_holds_every_tap() -> None:
    segment = Segment(0, Layout(clip(1_000, 500, ((0, 200.25), (500, 700.25)))), 1_100, 1_200)
    first, last = segment.window()
    assert first == 300 - BEHIND
    assert last >= 399 + TAPS - BEHIND


def test_on_a_deck_the_window_reaches_as_far_as_a_nudge() -> None:
    path = ((0, 20_000.25), (500, 20_500.25))
    nobodys, deck = (Segment(0, Layout(clip(1_000, 500, path, lane)), 1_100, 1_200).window() for lane in (14, 4))
    assert deck == (nobodys[0] - NUDGE_FRAMES, nobodys[1] + NUDGE_FRAMES)


def test_the_window_follows_a_map_that_turns_back() -> None:
    segment = Segment(0, Layout(clip(0, 300, ((0, 1000.0), (100, 2000.0), (300, 500.0)))), 0, 300)
    first, last = segment.window()
    assert first <= 507 - BEHIND
    assert last >= 2000 + TAPS - BEHIND - 8


@pytest.mark.parametrize("rate", [0.5, 1.0, 1.25])
def test_ready_is_the_first_frame_beyond_the_file(rate: float) -> None:
    segment = Segment(0, Layout(clip(1_000, 400, ((0, 0.0), (400, 400 * rate)))), 1_000, 1_400)
    held = 100
    ready = segment.lasts(held)
    positions = segment.layout.positions(np.array([ready - 1, ready]))
    assert positions[0] <= held - 1 < positions[1]
    assert segment.lasts(1_000) == 1_400


def test_envelopes_come_in_the_renderers_order() -> None:
    layout = Layout(
        Clip(
            at=0, length=9, lane=0, pcm="a", map=plain_map(9, 0),
            envelopes={"highpass": Envelope(((0, 30.0),)), "fader": Envelope(((0, 1.0), (8, 0.0)))},
        )
    )  # fmt: skip
    assert [None if curve is None else curve.tolist() for curve in layout.curves] == [
        [[0.0, 1.0], [8.0, 0.0]], None, None, None, [[0.0, 30.0]], None, None,
    ]  # fmt: skip
