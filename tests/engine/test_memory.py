"""Memory for the audio side."""

import pytest

from engine.memory import locked


@pytest.mark.parametrize("frames", [0, 1, 511, 512, 513, 100_000])
def test_it_is_zeroed_writable_and_of_the_asked_size(frames: int) -> None:
    pcm = locked(frames)
    assert pcm.shape == (frames, 2)
    assert pcm.flags.c_contiguous
    assert not pcm.any()
    pcm[:] = 1.0


def test_it_is_not_shared() -> None:
    one, other = locked(100), locked(100)
    one[:] = 1.0
    assert not other.any()
