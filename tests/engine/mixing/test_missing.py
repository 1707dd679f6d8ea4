"""What the mixer plays where there is nothing to play, too little, too late, or no sound."""

from pathlib import Path

import numpy as np
import pytest

from engine.mixing import offline
from engine.mixing.mixer import Mixer
from engine.pcm import ident
from engine.programme.clip import Clip, plain_map
from engine.programme.fades import fade, rest
from engine.programme.programme import Programme
from engine.programme.segment import LENGTH
from tests.support.mixers import blocks, following
from tests.support.mixing import EDGE, RATE, Shelf, decibels, noise, points, rms


def test_a_hole_is_filled_by_the_ident_and_never_silent(shelf: Shelf) -> None:
    mixer = following(Programme(clips=[shelf.clip(noise(20_000), at=30_000)]), master=False)
    heard = blocks(mixer, [80_000])
    assert mixer.uncovered == 60_000
    loop = ident.make(RATE)
    assert np.array_equal(heard[1_000:30_000], loop[1_000:30_000])
    assert np.array_equal(heard[51_000:], loop[51_000:80_000])
    quiet = [decibels(rms(heard[place : place + 2_205]) + 1e-9) for place in range(0, 80_000 - 2_205, 441)]
    assert min(quiet) > -45.0


def test_the_ident_comes_and_goes_without_a_step(shelf: Shelf) -> None:
    heard = blocks(following(Programme(clips=[shelf.clip(np.zeros(20_000), at=30_000)]), master=False), [80_000])
    loop = ident.make(RATE)
    assert np.abs(np.diff(heard, axis=0)).max() <= np.abs(np.diff(loop, axis=0)).max() * 1.01
    assert not heard[30_000 + 900 : 49_000].any(), "a clip that is silent on purpose stays silent"


def test_a_missing_file_is_told_once_and_the_ident_plays(shelf: Shelf) -> None:
    told: list[str] = []
    clip = Clip(at=0, length=30_000, lane=0, pcm=str(shelf.folder / "no.f32"), map=plain_map(30_000, 0), track="gone")
    mixer = following(Programme(clips=[clip]), master=False, on_trouble=told.append)
    heard = blocks(mixer, [10_000, 10_000, 5_000])
    assert len(told) == 1
    assert "gone" in told[0]
    assert mixer.late == 25_000
    assert mixer.uncovered == 0
    assert np.array_equal(heard[1_000:], ident.make(RATE)[1_000:25_000])


def test_one_missing_stem_does_not_bring_the_ident_over_the_others(shelf: Shelf) -> None:
    samples = noise(30_000)
    missing = Clip(at=0, length=30_000, lane=1, pcm="/nowhere/stem.f32", map=plain_map(30_000, 0))
    mixer = following(Programme(clips=[shelf.clip(samples), missing]), master=False)
    assert np.array_equal(blocks(mixer, [30_000])[EDGE:-EDGE], samples[EDGE:-EDGE])
    assert mixer.late == 30_000


def test_the_ident_comes_when_what_sounds_fades_into_what_is_missing(shelf: Shelf) -> None:
    leaving = shelf.clip(noise(60_000))
    clips = [
        Clip(
            at=0, length=60_000, lane=0, pcm=leaving.pcm, map=leaving.map,
            envelopes={"fader": points((0, 1.0), (30_000, 0.0))},
        ),
        Clip(at=10_000, length=50_000, lane=1, pcm="/nowhere/next.f32", map=plain_map(50_000, 0)),
    ]  # fmt: skip
    heard = blocks(following(Programme(clips=clips), master=False), [60_000])
    assert np.array_equal(heard[32_000:59_000], ident.make(RATE)[32_000:59_000])


def test_a_short_file_ends_softly_and_the_ident_takes_over(shelf: Shelf) -> None:
    told: list[str] = []
    path = shelf.store(np.full(20_000, 0.5))
    clip = Clip(at=0, length=50_000, lane=0, pcm=path, map=plain_map(50_000, 0))
    mixer = following(Programme(clips=[clip]), master=False, on_trouble=told.append)
    heard = blocks(mixer, [40_000])
    assert len(told) == 1
    assert mixer.late == 20_000
    assert np.all(heard[EDGE : 20_000 - EDGE] == 0.5)
    assert np.abs(np.diff(heard[EDGE:], axis=0)).max() < 0.2
    assert np.array_equal(heard[21_000:], ident.make(RATE)[21_000:40_000])


def test_frames_nobody_loaded_are_late_and_come_back_softly(shelf: Shelf) -> None:
    mixer = following(Programme(clips=[shelf.clip(np.full(60_000, 0.5))]), master=False)
    out = np.empty((20_000, 2), np.float32)
    mixer.render(out)
    assert mixer.late == 20_000
    heard = np.concatenate([out, blocks(mixer, [20_000])])
    assert np.abs(np.diff(heard, axis=0)).max() < 0.2
    assert np.all(heard[21_000:] == 0.5)


def test_what_is_no_sound_does_not_poison_the_filters(shelf: Shelf) -> None:
    told: list[str] = []
    samples = noise(40_000)
    samples[10_000] = np.nan
    samples[10_001] = np.inf
    samples[10_002] = 3e38
    clip = Clip(
        at=0, length=40_000, lane=0, pcm=shelf.store(samples), map=plain_map(40_000, 0),
        envelopes={"low": points((0, -20.0)), "highpass": points((0, 100.0))},
    )  # fmt: skip
    heard = blocks(following(Programme(clips=[clip]), on_trouble=told.append), [40_000])
    assert len(told) == 1
    assert np.isfinite(heard).all()
    assert decibels(rms(heard[30_000:39_000])) == pytest.approx(decibels(0.2), abs=1.0)


def test_a_file_that_arrives_late_is_picked_up(shelf: Shelf) -> None:
    samples = noise(30_000)
    clip = shelf.clip(samples)
    Path(clip.pcm).rename(shelf.folder / "later")
    mixer = following(Programme(clips=[clip]), master=False)
    blocks(mixer, [10_000])
    (shelf.folder / "later").rename(clip.pcm)
    heard = blocks(mixer, [15_000])
    assert mixer.late == 10_000
    assert np.array_equal(heard[1_000:], samples[11_000:25_000])


def test_what_is_in_memory_is_faded_out_though_its_file_is_gone(shelf: Shelf) -> None:
    """The ladder changes a clip whose PCM was deleted: what was read of it is not read again."""
    path = shelf.store(noise(100_000))
    clip = Clip(at=0, length=100_000, lane=0, pcm=path, map=plain_map(100_000, 0))
    fading = fade(rest(clip, 20_000).cut(60_000), 20_000, 60_000, out=True)
    programme = Programme(clips=[clip.cut(20_000), fading])
    expected = offline.render(programme, 0, 60_000, RATE)
    mixer = Mixer(RATE)
    mixer.follow(Programme(clips=[clip]))
    mixer.load(70_000)
    out = np.empty((60_000, 2), np.float32)
    mixer.render(out[:10_000])
    Path(path).unlink()
    mixer.follow(programme)
    mixer.load(70_000)
    mixer.render(out[10_000:])
    assert mixer.late == 0
    assert np.array_equal(out, expected)
    assert mixer.held(fading) == 60_000


def test_a_file_that_is_another_is_brought_again(shelf: Shelf) -> None:
    samples = noise(100_000)
    path = shelf.store(np.zeros_like(samples))
    mixer = Mixer(RATE, master=False)
    mixer.follow(Programme(clips=[Clip(at=0, length=100_000, lane=0, pcm=path, map=plain_map(100_000, 0))]))
    mixer.load(100_000)
    out = np.empty((100_000, 2), np.float32)
    mixer.render(out[:10_000])
    shelf.store(samples)
    mixer.bring_again(path)
    mixer.load(100_000)
    mixer.render(out[10_000:])
    assert not out[:10_000].any()
    assert np.array_equal(out[10_000 + 1_000 : 99_000], samples[10_000 + 1_000 : 99_000])


def test_a_file_that_was_short_and_is_whole_again_is_never_missed(shelf: Shelf) -> None:
    samples = noise(2 * LENGTH)
    path = shelf.store(samples[: LENGTH // 2])
    clip = Clip(at=0, length=2 * LENGTH, lane=0, pcm=path, map=plain_map(2 * LENGTH, 0))
    mixer = following(Programme(clips=[clip]), master=False)
    mixer.load(2 * LENGTH)
    assert mixer.held(clip) == LENGTH // 2
    heard = [blocks(mixer, [10_000])]
    shelf.store(samples)
    mixer.load(2 * LENGTH)
    assert mixer.held(clip) == 2 * LENGTH
    heard.append(blocks(mixer, [2 * LENGTH - 10_000]))
    assert mixer.late == 0
    assert np.array_equal(np.concatenate(heard)[EDGE:-EDGE], samples[EDGE:-EDGE])


def test_what_was_read_of_a_short_file_sounds_on_while_the_rest_is_read(shelf: Shelf) -> None:
    samples = noise(LENGTH)
    path = shelf.store(samples[:100_000])
    clip = Clip(at=0, length=LENGTH, lane=0, pcm=path, map=plain_map(LENGTH, 0))
    mixer = following(Programme(clips=[clip]), master=False)
    heard = [blocks(mixer, [10_000])]
    shelf.store(samples)
    for pcm, since in mixer._grown().items():
        mixer._lay_out_again(pcm, since)
    heard.append(blocks(mixer, [80_000]))  # nothing of the rest is there yet
    mixer.load(LENGTH)
    heard.append(blocks(mixer, [LENGTH - 90_000]))
    assert mixer.late == 0
    assert np.array_equal(np.concatenate(heard)[EDGE:-EDGE], samples[EDGE:-EDGE])
