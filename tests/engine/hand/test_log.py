"""A log of commands is rendered offline as it would have been played."""

import numpy as np
import pytest

from engine.errors import EversetError
from engine.hand.log import overrides
from engine.mixing import offline
from engine.programme.programme import Mark, Programme
from engine.programme.touch import TICK
from tests.support.mixing import RATE, Shelf, noise


def test_a_log_is_what_a_hand_did(shelf: Shelf) -> None:
    played = noise(6 * RATE)
    programme = Programme(clips=[shelf.clip(played)], phrases=[4 * RATE])
    log = [
        (RATE + 1, {"command": "touch", "deck": "a", "control": "fader", "position": 0.0}),
        (0, {"command": "touch", "control": "crossfader", "position": 0.1}),
        (2 * RATE, {"command": "hand_back", "deck": "a", "control": "fader"}),
    ]
    touched = overrides(log, programme, RATE)
    assert [touch.place for touch in touched.touches] == ["a.cross", "b.cross", "a.fader", "a.fader"]
    assert all(touch.frame % TICK == 0 for touch in touched.touches)
    heard = offline.render(programme, 0, 6 * RATE, RATE, master=False, overrides=touched)
    assert np.array_equal(heard[100:RATE], played[100:RATE])
    assert not heard[RATE + 1_000 : 2 * RATE].any()
    assert np.array_equal(heard[4 * RATE : -100], played[4 * RATE : -100])
    other = offline.render(programme, 0, 6 * RATE, RATE, master=False, overrides=touched, block=333)
    assert np.array_equal(heard, other)


def test_a_nudge_in_a_seam_goes_back_behind_it() -> None:
    programme = Programme(marks=[Mark(at=0, kind="transition", length=50_000)])
    (_, back) = overrides([(320, {"command": "nudge", "deck": "b", "bend": 0})], programme, RATE).touches
    assert back.since == 50_000


@pytest.mark.parametrize("command", ["skip", "hold", "panic", None])
def test_what_changes_the_programme_is_no_override(command: str | None) -> None:
    with pytest.raises(EversetError, match="is no override"):
        overrides([(0, {"command": command})], Programme(), RATE)
