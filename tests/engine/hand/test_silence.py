"""Whether it is a hand that keeps a lane silent."""

import numpy as np
import pytest

from engine.hand.silence import lowest
from engine.programme.clip import Clip, plain_map
from engine.programme.controls import Control
from engine.programme.envelope import Envelope
from tests.support.hands import back, move, overrides

CLIP = Clip(at=0, length=90_000, lane=0, pcm="/x", map=plain_map(90_000, 0), envelopes={"fader": Envelope(((0, 0.5),))})


@pytest.mark.parametrize(
    ("control", "value", "left"),
    [
        ("fader", 0.0, 0.0), ("fader", 1.0, 1.0), ("fader", 1 / 3, 0.5), ("play", 0.0, 0.0), ("low", -3.0, 0.0),
        ("filter", 2.0, 0.0), ("cross", 0.0, 0.0), ("stem1", 1 / 3, 0.5 * np.sin(np.pi / 4)),
    ],
)  # fmt: skip
def test_it_is_what_the_hand_leaves(control: Control, value: float, left: float) -> None:
    assert lowest(overrides(move(0, control, value)), CLIP, 20_000, 40_000) == pytest.approx(left)


def test_a_hand_that_is_not_on_it_leaves_it_as_it_is() -> None:
    assert lowest(overrides(), CLIP, 20_000, 40_000) is None
    assert lowest(overrides(move(0, "fader", 0.0, deck="b")), CLIP, 20_000, 40_000) is None
    assert lowest(overrides(move(0, "stem2", 0.0)), CLIP, 20_000, 40_000) == pytest.approx(np.sin(np.pi / 4))
    assert lowest(overrides(move(0, "nudge", 99.0)), CLIP, 20_000, 40_000) is None
    given_back = overrides(move(0, "fader", 0.0), back(1_000, "fader", 15_000))
    assert lowest(given_back, CLIP, 20_000, 40_000) is None
    assert lowest(given_back, CLIP, 14_000, 40_000) is not None
