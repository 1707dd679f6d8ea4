"""Rendering by hand."""

from pathlib import Path

import numpy as np
import pytest

from engine.mixing import offline
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme
from engine.programme.segment import LENGTH
from tests.support.mixing import EDGE, RATE, Shelf, noise


def test_a_stream_is_the_render_in_pieces(shelf: Shelf) -> None:
    frames = LENGTH + 10_000
    clip = Clip(at=0, length=frames, lane=0, pcm=shelf.store(noise(frames)), map=plain_map(frames, 0))
    programme = Programme(clips=[clip])
    pieces = list(offline.stream(programme, 0, frames, RATE, block=3_000))
    assert {len(piece) for piece in pieces} <= {3_000, frames % 3_000}
    assert np.array_equal(np.concatenate(pieces), offline.render(programme, 0, frames, RATE))


@pytest.mark.parametrize("start", [0, 12_345, LENGTH - 1, LENGTH + 1])
def test_a_render_may_start_anywhere(shelf: Shelf, start: int) -> None:
    samples = noise(LENGTH + 50_000, 0.1)
    clip = Clip(at=0, length=len(samples), lane=0, pcm=shelf.store(samples), map=plain_map(len(samples), 0))
    heard = offline.render(Programme(clips=[clip]), start, 20_000, RATE)
    assert np.array_equal(heard[EDGE:], samples[start + EDGE : start + 20_000])


def test_no_frames_are_no_frames() -> None:
    assert offline.render(Programme(), 0, 0, RATE).shape == (0, 2)


def test_a_bus_is_silent_where_its_clips_are_not(shelf: Shelf) -> None:
    clip = Clip(at=5_000, length=5_000, lane=0, pcm=shelf.store(noise(5_000)), map=plain_map(5_000, 0), track="a")
    heard = offline.render(Programme(clips=[clip]), 0, 15_000, RATE, only=lambda one: one.track == "a", master=False)
    assert not heard[:5_000].any()
    assert not heard[10_000:].any()
    assert heard[5_000:10_000].any()
    assert not offline.render(Programme(clips=[clip]), 0, 15_000, RATE, only=lambda one: one.track == "b").any()


def test_trouble_is_passed_on(tmp_path: Path) -> None:
    told: list[str] = []
    clip = Clip(at=0, length=100, lane=0, pcm=str(tmp_path / "no"), map=plain_map(100, 0))
    offline.render(Programme(clips=[clip]), 0, 100, RATE, on_trouble=told.append)
    assert len(told) == 1
