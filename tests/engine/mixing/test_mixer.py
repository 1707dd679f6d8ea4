"""The mixer as a function: same programme, same frames, same samples, however it is cut and loaded."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.mixing import offline
from engine.pcm import ident
from engine.programme.clip import LANES, Clip, plain_map
from engine.programme.programme import Programme
from tests.support.mixers import REUSED, SEAM, blocks, following
from tests.support.mixing import EDGE, RATE, Pcm, Shelf, noise, points, rms, sine


@pytest.mark.parametrize("size", [7, 64, 999, 1024, 4096, SEAM])
def test_block_size_is_not_heard(seam: Programme, aired: Pcm, size: int) -> None:
    assert np.array_equal(offline.render(seam, 0, SEAM, RATE, block=size), aired)


def test_single_frames_are_not_heard(seam: Programme, aired: Pcm) -> None:
    assert np.array_equal(offline.render(seam, 0, 55_000, RATE, block=1), aired[:55_000])


@REUSED
@given(sizes=st.lists(st.sampled_from([1, 2, 7, 31, 32, 33, 99, 1023, 1024, 31_999, 32_001]), min_size=2, max_size=30))
def test_any_mixture_of_blocks_is_not_heard(seam: Programme, aired: Pcm, sizes: list[int]) -> None:
    total = sum(sizes)
    assert np.array_equal(blocks(following(seam), sizes)[:SEAM], aired[:total])


def test_the_buses_add_up_to_the_mix(seam: Programme) -> None:
    span = (100, 200_001 - 100)
    mix = offline.render(seam, *span, RATE, master=False)
    bus_a = offline.render(seam, *span, RATE, master=False, only=lambda clip: clip.lane == 0)
    bus_b = offline.render(seam, *span, RATE, master=False, only=lambda clip: clip.lane == 1)
    assert np.abs(bus_a + bus_b - mix).max() < 4e-7
    assert rms(bus_a[:40_000]) > 0.1
    assert not bus_b[:40_000].any()


def test_where_a_clip_is_cut_into_two_is_not_heard(shelf: Shelf) -> None:
    """A lane's filter state goes on: one clip, or two that meet, with the same envelopes."""
    whole = shelf.clip(noise(60_000))
    eq = {"low": points((0, 0.0), (60_000, -30.0)), "lowpass": points((0, 9_000.0), (60_000, 400.0))}
    moved = {name: points(*((frame - 25_003, value) for frame, value in env.points)) for name, env in eq.items()}
    one = Clip(at=0, length=60_000, lane=0, pcm=whole.pcm, map=plain_map(60_000, 0), envelopes=eq)
    left = one.cut(25_003)
    right = Clip(at=25_003, length=34_997, lane=0, pcm=whole.pcm, map=plain_map(34_997, 25_003), envelopes=moved)
    heard = offline.render(Programme(clips=[left, right]), 0, 60_000, RATE)
    assert np.array_equal(heard, offline.render(Programme(clips=[one]), 0, 60_000, RATE))


def test_a_bare_edge_is_ramped(shelf: Shelf) -> None:
    """A clip that starts and ends at full level: the ramps are all that keeps it from clicking."""
    heard = offline.render(
        Programme(clips=[shelf.clip(np.full(5_000, 0.5), at=1_000)]),
        0,
        8_000,
        RATE,
        master=False,
        only=lambda _: True,
    )[:, 0]
    assert np.abs(np.diff(heard)).max() < 0.5 / EDGE * 2
    assert np.all(np.diff(heard[1_000 : 1_000 + EDGE]) > 0)
    assert np.all(heard[1_000 + EDGE : 6_000 - EDGE] == 0.5)
    assert not heard[6_000:].any()


def test_all_lanes_sound_at_once(shelf: Shelf) -> None:
    tones = [sine(200.0 + 100 * lane, 0.5, 0.004) for lane in range(LANES)]
    clips = [shelf.clip(tone, lane=lane, name=f"tone{lane}") for lane, tone in enumerate(tones)]
    heard = offline.render(Programme(clips=clips), 0, RATE // 2, RATE, master=False)[EDGE:-EDGE]
    assert np.abs(heard[:, 0] - np.sum(tones, axis=0)[EDGE:-EDGE]).max() < 1e-6


def test_many_short_clips_on_one_lane_all_sound(shelf: Shelf) -> None:
    """A loop roll: more clips than a lane holds at once."""
    path = shelf.store(noise(10_000))
    clips = [Clip(at=number * 441, length=441, lane=3, pcm=path, map=plain_map(441, 2_000)) for number in range(300)]
    heard = offline.render(Programme(clips=clips), 0, 300 * 441, RATE, master=False)
    slices = heard.reshape(300, 441, 2)
    assert np.array_equal(slices[1:-1], np.broadcast_to(slices[1], slices[1:-1].shape))


def test_a_clip_of_the_ident_plays_it(shelf: Shelf) -> None:
    clip = Clip(at=0, length=50_000, lane=0, pcm="ident", map=plain_map(50_000, 420_000), part="ident")
    mixer = following(Programme(clips=[clip]), master=False)
    loop = ident.make(RATE)
    expected = loop[np.arange(420_000, 470_000) % len(loop)]
    assert np.array_equal(blocks(mixer, [50_000])[EDGE:-EDGE], expected[EDGE:-EDGE])
    assert mixer.uncovered == 0


def test_read_ahead_is_bounded(shelf: Shelf) -> None:
    mixer = following(Programme(clips=[shelf.clip(noise(20 * RATE))]), ahead=RATE)
    assert mixer.load(20 * RATE) == RATE
    assert mixer.load(RATE // 2) == RATE // 2


def test_rendering_leaves_the_gil_to_others(shelf: Shelf) -> None:
    """A long block in one thread; meanwhile this one counts, which it could not if the render held the GIL."""
    mixer = following(Programme(clips=[shelf.clip(noise(30 * RATE))]))
    mixer.load(30 * RATE)
    out = np.empty((30 * RATE, 2), np.float32)
    thread = threading.Thread(target=mixer.render, args=(out,))
    counted = 0
    thread.start()
    while thread.is_alive():
        counted += 1
    thread.join()
    assert counted > 200
    assert mixer.frame == 30 * RATE


def test_loading_following_and_rendering_at_once(seam: Programme, aired: Pcm) -> None:
    """Three threads: as long as the loader is ahead, nothing of it is heard."""
    mixer = following(seam)
    mixer.load(SEAM)
    over = threading.Event()

    def control() -> None:
        while not over.is_set():
            mixer.follow(Programme(clips=list(seam.clips)))
            mixer.load(SEAM)

    thread = threading.Thread(target=control)
    thread.start()
    heard = np.empty((SEAM, 2), np.float32)
    for start in range(0, SEAM, 500):
        mixer.render(heard[start : start + 500])
    over.set()
    thread.join()
    assert np.array_equal(heard, aired)
