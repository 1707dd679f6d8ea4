"""Memory for the audio side."""

import numpy as np
import pytest

from engine.memory import locked


@pytest.mark.parametrize("frames", [0, 1, 511, 512, 513, 100_000])
def test_it_is_writable_and_of_the_asked_size(frames: int) -> None:
    pcm = locked(frames)
    assert pcm.shape == (frames, 2)
    assert pcm.flags.c_contiguous
    pcm[:] = 1.0


def test_it_is_not_shared_while_anything_looks_at_it() -> None:
    one = locked(100)
    one[:] = 1.0
    part = memoryview(one[50:])
    del one
    others = [locked(100) for _ in range(20)]
    for other in others:
        other[:] = 2.0
    assert np.array_equal(np.asarray(part), np.ones((50, 2), np.float32))


def test_pages_are_used_again_once_nothing_does() -> None:
    used = {locked(100_000 + number).ctypes.data for number in range(20)}
    assert len(used) == 1
