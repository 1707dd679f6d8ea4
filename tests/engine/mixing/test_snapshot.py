"""A mixer that died, or goes back, is continued bit for bit from its snapshot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import RingError
from engine.mixing import offline
from engine.mixing.mixer import Mixer
from engine.programme.clip import LANES, Clip, plain_map
from engine.programme.programme import Programme
from engine.programme.touch import NEXT
from tests.support.hands import move
from tests.support.mixers import REUSED, SEAM, blocks, following
from tests.support.mixing import RATE, Pcm, Shelf, noise, points


@REUSED
@given(stop=st.integers(min_value=1, max_value=SEAM - 1))
def test_a_mixer_that_died_anywhere_is_continued_bit_for_bit(seam: Programme, aired: Pcm, stop: int) -> None:
    first = following(seam)
    before = blocks(first, [stop])
    heir = Mixer(RATE)
    heir.restore(first.state())
    assert heir.frame == stop
    heir.follow(seam)
    assert np.array_equal(np.concatenate([before, blocks(heir, [SEAM - stop])]), aired)


def test_a_running_mixer_can_go_back(seam: Programme, aired: Pcm) -> None:
    mixer = following(seam)
    blocks(mixer, [60_000])
    snapshot = mixer.state()
    blocks(mixer, [100_000])
    mixer.restore(snapshot)
    assert np.array_equal(blocks(mixer, [SEAM - 60_000]), aired[60_000:])


def test_a_mixer_can_go_back_behind_a_clip_that_had_ended(seam: Programme, aired: Pcm) -> None:
    mixer = following(seam)
    blocks(mixer, [140_000])
    snapshot = mixer.state()
    blocks(mixer, [30_000])
    mixer.follow(seam)
    mixer.restore(snapshot)
    assert np.array_equal(blocks(mixer, [SEAM - 140_000]), aired[140_000:])


def test_a_snapshot_has_the_lanes_that_sound_and_a_hand_that_was_there(seam: Programme) -> None:
    mixer = following(seam)
    silent = len(mixer.state())
    assert silent < 16_384
    blocks(mixer, [40_000])
    one = len(mixer.state())
    blocks(mixer, [30_000])
    two = len(mixer.state())
    assert 0 < one - silent == two - one < 512
    blocks(mixer, [SEAM - 70_000])
    assert len(mixer.state()) == silent
    mixer.touch([move(NEXT, "fader", 0.5)])
    blocks(mixer, [1_000])
    hand = len(mixer.state()) - silent
    assert 0 < hand < 8_192
    assert silent + hand + LANES * (one - silent) == mixer.state_room


def test_a_mixer_with_every_lane_sounding_is_continued_bit_for_bit(shelf: Shelf) -> None:
    path = shelf.store(noise(30_000, 0.01))
    eq = {"low": points((0, -6.0), (20_000, 3.0))}
    clips = [
        Clip(at=lane * 17, length=20_000, lane=lane, pcm=path, map=plain_map(20_000, lane), envelopes=eq)
        for lane in range(LANES)
    ]
    programme = Programme(clips=clips)
    whole = offline.render(programme, 0, 24_000, RATE)
    first = following(programme)
    before = blocks(first, [9_001])
    heir = Mixer(RATE)
    heir.restore(first.state())
    heir.follow(programme)
    assert np.array_equal(np.concatenate([before, blocks(heir, [14_999])]), whole)


@pytest.mark.parametrize("foreign", [b"", b"x" * 100, Mixer(48_000).state(), Mixer(RATE, master=False).state()])
def test_a_foreign_snapshot_is_refused(foreign: bytes) -> None:
    with pytest.raises(RingError, match="start without it"):
        Mixer(RATE).restore(foreign)
