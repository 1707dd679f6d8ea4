"""The programme is changed while it plays: whole, or not at all, and as if it had never been otherwise."""

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.mixing import offline
from engine.mixing.mixer import Mixer
from engine.programme.clip import LANES, Clip, plain_map
from engine.programme.programme import Programme, Splice
from engine.programme.segment import LENGTH
from tests.support.mixers import REUSED, blocks, following
from tests.support.mixing import EDGE, RATE, Pcm, Shelf, noise, points


def test_a_splice_while_it_plays_is_heard_from_its_frame_on(shelf: Shelf) -> None:
    old, fresh = noise(100_000, seed=1), noise(100_000, seed=2)
    programme = Programme(clips=[shelf.clip(old, name="old")])
    mixer = following(programme, master=False)
    before = blocks(mixer, [30_000])
    programme.splice(Splice(at=50_000, clips=[shelf.clip(fresh, at=50_000, lane=1, name="new")], marks=[]), 40_000)
    mixer.follow(programme)
    heard = np.concatenate([before, blocks(mixer, [60_000])])
    assert np.array_equal(heard[EDGE : 50_000 - EDGE], old[EDGE : 50_000 - EDGE])
    assert np.array_equal(heard[50_000 + EDGE :], fresh[EDGE:40_000])
    assert np.array_equal(heard, offline.render(programme, 0, 90_000, RATE, master=False)), "live as offline"
    assert mixer.late == 0


@REUSED
@given(
    at=st.integers(min_value=500, max_value=LENGTH + 5_000),
    block=st.sampled_from([64, 1024, 5_000]),
    lane=st.booleans(),
)
def test_a_splice_anywhere_is_what_an_offline_render_of_the_result_plays(
    seam: Programme, at: int, block: int, lane: bool
) -> None:
    programme = Programme(clips=list(seam.clips))
    mixer = following(programme)
    count = max(0, (at - mixer.reach) // block)
    before = blocks(mixer, [block] * count)
    clip = Clip(
        at=at, length=40_000, lane=0 if lane else 7, pcm=seam.clips[0].pcm, map=plain_map(40_000, 20_000),
        envelopes={"low": points((0, 6.0))},
    )  # fmt: skip
    programme.splice(Splice(at=at, clips=[clip], marks=[]), mixer.frame + mixer.reach)
    mixer.follow(programme)
    heard = np.concatenate([before, blocks(mixer, [block] * 10)])
    assert np.array_equal(heard, offline.render(programme, 0, len(heard), RATE))
    assert mixer.late == 0


def test_a_splice_that_comes_too_late_is_heard_as_soon_as_it_can(shelf: Shelf) -> None:
    programme = Programme(clips=[shelf.clip(noise(60_000), name="old")])
    mixer = following(programme)
    before = blocks(mixer, [10_000])
    fresh = np.full(30_000, 0.25)
    programme.splice(Splice(at=10_000, clips=[shelf.clip(fresh, at=10_000, lane=1, name="new")], marks=[]), 0)
    mixer.follow(programme)
    heard = blocks(mixer, [20_000])
    assert np.isfinite(before).all()
    assert np.all(heard[mixer.reach : 20_000] == 0.25)


def answered(mixer: Mixer) -> Callable[[], bool]:
    """The audio side's answer, by the same thread."""

    def answer() -> bool:
        mixer.take_commands()
        assert mixer.agreed is not None
        return mixer.agreed

    return answer


@REUSED
@given(places=st.lists(st.integers(min_value=-3_000, max_value=40_000), min_size=1, max_size=12))
def test_a_change_is_played_whole_or_leaves_nothing_behind(seam: Programme, places: list[int]) -> None:
    """Some come too late: what is heard is what an offline render of those that were taken plays."""
    programme = Programme(clips=list(seam.clips))
    mixer = following(programme)
    heard = []
    for number, ahead in enumerate(places):
        heard.append(blocks(mixer, [700]))
        at = max(0, mixer.frame + ahead)
        clip = Clip(
            at=at, length=9_000, lane=20 + number, pcm=seam.clips[0].pcm, map=plain_map(9_000, 5_000),
            envelopes={"low": points((0, 6.0))},
        )  # fmt: skip
        trial = Programme(clips=list(programme.clips))
        trial.splice(Splice(at=at, clips=[clip], marks=[]), 0)
        before = mixer.state()
        taken = mixer.change(trial, at, answered(mixer))
        assert taken == (at >= mixer.frame + mixer.reach)
        assert mixer.state() == before
        programme = trial if taken else programme
    heard.append(blocks(mixer, [700] * 80))
    result = np.concatenate(heard)
    assert np.array_equal(result, offline.render(programme, 0, len(result), RATE))
    assert mixer.late == 0


def test_a_refused_change_gives_back_what_it_took(shelf: Shelf) -> None:
    programme = Programme(clips=[shelf.clip(noise(60_000))])
    mixer = following(programme)
    blocks(mixer, [10_000])
    free, loaded = sorted(mixer._free), mixer.loaded
    trial = Programme(clips=[shelf.clip(noise(60_000), lane=lane, name="x") for lane in range(LANES)])
    assert not mixer.change(trial, mixer.frame + mixer.reach - 1, answered(mixer))
    assert (sorted(mixer._free), mixer.loaded) == (free, loaded)
    assert mixer.change(trial, mixer.frame + mixer.reach, answered(mixer))


def test_following_the_same_programme_again_changes_nothing(seam: Programme, aired: Pcm) -> None:
    mixer = following(seam)
    heard = []
    for _ in range(20):
        seam_again = Programme(clips=list(seam.clips))
        seam_again.forget(mixer.frame)
        mixer.follow(seam_again)
        heard.append(blocks(mixer, [9_000]))
    assert np.array_equal(np.concatenate(heard), aired[:180_000])
