"""A lane whose envelopes stand still computes nothing for them: that is not heard."""

import numpy as np
import pytest

from engine.programme.envelope import Envelope, Parameter
from tests.support.mixing import Shelf, noise

FRAMES = 6_000
MOVES: dict[str, tuple[Parameter, tuple[tuple[int, float], ...]]] = {
    "a fader that goes down": ("fader", ((0, 1.0), (2_000, 1.0), (2_500, 0.2))),
    "a fader that jumps": ("fader", ((0, 1.0), (2_000, 1.0), (2_000, 0.2), (4_000, 0.2))),
    "a band that moves, and stands again": ("low", ((100, -6.0), (2_000, -6.0), (2_700, 3.0), (4_000, 3.0))),
    "a filter that comes and goes": (
        "highpass",
        ((0, 0.0), (2_000, 0.0), (2_000, 300.0), (4_000, 300.0), (4_000, 0.0)),
    ),
}


@pytest.mark.parametrize("offset", [-17, -16, -15, 0, 15, 16, 17])
@pytest.mark.parametrize("move", list(MOVES))
def test_it_moves_at_the_frame_it_should(shelf: Shelf, move: str, offset: int) -> None:
    name, pairs = MOVES[move]
    moved = tuple((frame + offset if frame else 0, value) for frame, value in pairs)
    played = noise(FRAMES)
    heard = shelf.played(played, {name: Envelope(moved)})
    assert np.array_equal(heard, shelf.played(played, {name: Envelope(busy(moved))}))


def busy(pairs: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
    """The same envelope with a point in every tick, behind which it might move."""
    still = [(frame, value) for frame in range(0, FRAMES, 10) if (value := held(pairs, frame)) is not None]
    return tuple(sorted([*pairs, *still], key=lambda pair: pair[0]))


def held(pairs: tuple[tuple[int, float], ...], frame: int) -> float | None:
    """The value at ``frame`` where the envelope stands still there and has no point, else None."""
    if frame in dict(pairs):
        return None
    before = [value for at, value in pairs if at < frame][-1:]
    behind = [value for at, value in pairs if at > frame][:1]
    around = {*before, *behind}
    return around.pop() if len(around) == 1 else None
