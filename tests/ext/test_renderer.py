"""The renderer's own promises: it refuses what it can't play, its queues are bounded, what is done comes back."""

from typing import Any

import numpy as np
import pytest

from engine.mixing import master
from engine.pcm import ident
from engine.programme import decks, sinc, voicing
from engine.programme.clip import LANES
from ext.renderer import EDGE, LANE_DEPTH, SLOTS, Renderer
from tests.support.mixing import RATE

PATH = np.array([[0.0, 0.0], [1e9, 1e9]])
NONE = (None,) * 7


def made(**changes: Any) -> Renderer:
    options: dict[str, Any] = {
        "eq": voicing.eq(),
        "sinc": sinc.table(),
        "limits": np.array(sinc.LIMITS),
        "ident": ident.make(RATE),
        "gate": 882,
        "taps": master.detector(),
        "ceiling": 0.9,
        "release_share": 0.001,
        "decks": decks.table(),
        "master": False,
        "filling": False,
    }
    return Renderer(RATE, 0, **(options | changes))


def rendered(renderer: Renderer, frames: int) -> np.ndarray:
    out = np.full((frames, 2), 7.0, np.float32)
    renderer.render(out)
    return out


def test_nothing_is_seen_before_it_is_published() -> None:
    renderer = made()
    renderer.plan(0, 0, 0, 1000, 0, 0.0, False, PATH, NONE)
    renderer.fill(0, np.ones((1000, 2), np.float32), 0, 1000)
    assert not rendered(renderer, 100).any()
    renderer.publish()
    assert rendered(renderer, 200)[100:].all()


def test_what_has_ended_comes_back_to_be_freed() -> None:
    renderer = made()
    for slot in range(3):
        renderer.plan(slot, 0, slot * 100, slot * 100 + 100, 0, 0.0, False, PATH, NONE)
    renderer.publish()
    rendered(renderer, 250)
    assert list(renderer.retired()) == [0, 1]
    assert list(renderer.retired()) == []


def test_what_is_cut_comes_back_too() -> None:
    renderer = made()
    for slot in range(3):
        renderer.plan(slot, 2, slot * 100, slot * 100 + 100, 0, 0.0, False, PATH, NONE)
    renderer.cut(2, 150)
    renderer.publish()
    rendered(renderer, 120)
    assert sorted(renderer.retired()) == [0, 2]
    rendered(renderer, 40)
    assert list(renderer.retired()) == [1]


def test_pcm_for_a_slot_that_was_used_again_is_not_played() -> None:
    renderer = made()
    renderer.plan(0, 0, 0, 10, 0, 0.0, False, PATH, NONE)
    renderer.publish()
    rendered(renderer, 20)
    renderer.fill(0, np.ones((1000, 2), np.float32), 0, 1000)  # read too late
    assert list(renderer.retired()) == [0]
    renderer.plan(0, 0, 20, 1000, 0, 0.0, False, PATH, NONE)
    renderer.publish()
    assert not rendered(renderer, 500).any()
    assert renderer.late == 510


def test_more_segments_than_a_lane_holds_come_straight_back() -> None:
    renderer = made()
    for slot in range(LANE_DEPTH + 2):
        renderer.plan(slot, 0, 1000 + slot, 1001 + slot, 0, 0.0, False, PATH, NONE)
    renderer.publish()
    rendered(renderer, 1)
    assert list(renderer.retired()) == [LANE_DEPTH, LANE_DEPTH + 1]


def test_a_full_queue_is_an_error_and_not_a_wait() -> None:
    renderer = made()
    with pytest.raises(BufferError, match="room"):
        for _ in range(100_000):
            renderer.cut(0, 5)
    assert renderer.room == 0
    renderer.publish()
    rendered(renderer, 1)
    assert renderer.room > SLOTS


def test_a_change_is_read_whole_or_passed_over() -> None:
    renderer = made()
    rendered(renderer, 100)
    renderer.change(100 + EDGE)
    assert renderer.agreed is None
    renderer.cut(5, 300)
    renderer.publish()
    assert renderer.agreed is None
    renderer.take_commands()
    assert renderer.agreed is True
    renderer.change(100 + EDGE - 1)
    renderer.plan(7, 0, 200, 1000, 0, 0.0, False, PATH, NONE)
    renderer.fill(7, np.ones((1000, 2), np.float32), 0, 1000)
    renderer.publish()
    renderer.plan(8, 1, 900, 1000, 0, 0.0, False, PATH, NONE)  # after it, and no part of it
    renderer.publish()
    assert not rendered(renderer, 500).any()
    assert renderer.agreed is False
    rendered(renderer, 500)
    assert list(renderer.retired()) == [8]


def test_lanes_are_added_up_in_the_order_of_their_numbers() -> None:
    """Whichever was planned first: sums of floating point depend on it."""
    samples = np.random.default_rng(3).standard_normal((3, 1000, 2)).astype(np.float32)
    heard = []
    for order in ((0, 1, 2), (2, 0, 1)):
        renderer = made()
        for lane in order:
            renderer.plan(lane, 40 * lane, 0, 1000, 0, -3.3, False, PATH, NONE)
            renderer.fill(lane, samples[lane], 0, 1000)
        renderer.publish()
        heard.append(rendered(renderer, 1000))
    assert np.array_equal(heard[0], heard[1])


@pytest.mark.parametrize(("slot", "lane"), [(-1, 0), (SLOTS, 0), (0, -1), (0, LANES)])
def test_slots_and_lanes_that_do_not_exist_are_refused(slot: int, lane: int) -> None:
    with pytest.raises(ValueError, match="no segment can be planned"):
        made().plan(slot, lane, 0, 10, 0, 0.0, False, PATH, NONE)


@pytest.mark.parametrize(
    "changes",
    [
        {"sinc": np.zeros((1, 3, 10), np.float32)},
        {"limits": np.zeros(2)},
        {"taps": np.zeros((1, 6), np.float32)},
        {"taps": np.zeros((1, 64), np.float32)},
        {"decks": np.zeros((3, 2), np.int8)},
    ],
)
def test_tables_of_another_shape_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"table|taps|decks"):
        made(**changes)


@pytest.mark.parametrize("out", [np.zeros((4, 1), np.float32), np.zeros((4, 3), np.float32), np.zeros((4, 2))])
def test_an_output_of_another_shape_is_refused(out: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"frames, 2|mismatch"):
        made().render(out)


def test_curves_are_exact_at_their_ends() -> None:
    """What bit-exact neutral settings stand on: sin(pi/2) is 1 and 10^0 is 1."""
    renderer = made()
    curves = (np.array([[0.0, 1.0]]), *(None,) * 6)
    renderer.plan(0, 0, 0, 1000, 0, 0.0, False, PATH, curves)
    samples = np.random.default_rng(1).standard_normal((1000, 2)).astype(np.float32)
    renderer.fill(0, samples, 0, 1000)
    renderer.publish()
    assert np.array_equal(rendered(renderer, 1000)[64:-64], samples[64:-64])
