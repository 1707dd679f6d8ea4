"""The mixer as a function: same programme, same frames, same samples, however it is cut, stopped and continued."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import RingError
from engine.mixing import offline
from engine.mixing.mixer import Mixer
from engine.pcm import ident
from engine.programme.clip import LANES, Clip, plain_map
from engine.programme.fades import fade, rest
from engine.programme.programme import Programme, Splice
from engine.programme.segment import LENGTH
from tests.support.mixing import EDGE, RATE, Pcm, Shelf, decibels, noise, points, rms, sine

SEAM = 230_000  # frames of the programme below
REUSED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture(scope="module")
def seam(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """A bit of everything: bass swap, filters that come and go, a bend in the tempo, a lane that goes on."""
    path = Shelf(tmp_path_factory.mktemp("pcm")).store(noise(RATE * 6, 0.3))
    bend = ((0, 100.5), (70_000, 70_000 * 1.03 + 100.5), (150_000, 70_000 * 1.03 + 80_100.5))
    outgoing = {"low": points((0, 0.0), (50_000, -40.0)), "fader": points((0, 1.0), (140_000, 0.0))}
    incoming = {
        "high": points((0, -12.0), (50_000, 6.0)),
        "mid": points((0, 3.0)),
        "highpass": points((0, 0.0), (1_000, 200.0), (60_000, 2_000.0), (61_000, 0.0)),
        "lowpass": points((30_000, 20_000.0), (80_000, 300.0)),
    }
    going_on = {"low": points((0, -40.0), (9_000, 0.0))}
    clips = [
        Clip(at=100, length=150_000, lane=0, pcm=path, map=plain_map(150_000, 7), envelopes=outgoing),
        Clip(at=50_001, length=150_000, lane=1, pcm=path, map=bend, envelopes=incoming),
        Clip(at=150_100, length=9_000, lane=0, pcm=path, map=plain_map(9_000, 300), gain_db=3.0, envelopes=going_on),
    ]
    return Programme(clips=clips)


@pytest.fixture(scope="module")
def aired(seam: Programme) -> Pcm:
    return offline.render(seam, 0, SEAM, RATE)


def blocks(mixer: Mixer, sizes: list[int]) -> Pcm:
    """What the mixer gives in blocks of these sizes."""
    given_blocks = []
    for size in sizes:
        mixer.load(mixer.frame + size)
        out = np.empty((size, 2), np.float32)
        mixer.render(out)
        given_blocks.append(out)
    return np.concatenate([np.empty((0, 2), np.float32), *given_blocks])


def following(programme: Programme, start: int = 0, **options: object) -> Mixer:
    mixer = Mixer(RATE, start=start, **options)  # type: ignore[arg-type]  options are passed as they come
    mixer.follow(programme)
    return mixer


def plain(shelf: Shelf, samples: np.ndarray, at: int = 0, lane: int = 0, name: str = "tone") -> Clip:
    length = len(samples)
    path = shelf.store(samples, name)
    return Clip(at=at, length=length, lane=lane, pcm=path, map=plain_map(length, 0), track=name)


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


def test_a_snapshot_has_the_lanes_that_sound_and_no_others(seam: Programme) -> None:
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
    assert silent + LANES * (one - silent) == mixer.state_room


@pytest.mark.parametrize("foreign", [b"", b"x" * 100, Mixer(48_000).state(), Mixer(RATE, master=False).state()])
def test_a_foreign_snapshot_is_refused(foreign: bytes) -> None:
    with pytest.raises(RingError, match="start without it"):
        Mixer(RATE).restore(foreign)


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
    whole = plain(shelf, noise(60_000))
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
        Programme(clips=[plain(shelf, np.full(5_000, 0.5), at=1_000)]),
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
    clips = [plain(shelf, tone, lane=lane, name=f"tone{lane}") for lane, tone in enumerate(tones)]
    heard = offline.render(Programme(clips=clips), 0, RATE // 2, RATE, master=False)[EDGE:-EDGE]
    assert np.abs(heard[:, 0] - np.sum(tones, axis=0)[EDGE:-EDGE]).max() < 1e-6


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


def test_many_short_clips_on_one_lane_all_sound(shelf: Shelf) -> None:
    """A loop roll: more clips than a lane holds at once."""
    path = shelf.store(noise(10_000))
    clips = [Clip(at=number * 441, length=441, lane=3, pcm=path, map=plain_map(441, 2_000)) for number in range(300)]
    heard = offline.render(Programme(clips=clips), 0, 300 * 441, RATE, master=False)
    slices = heard.reshape(300, 441, 2)
    assert np.array_equal(slices[1:-1], np.broadcast_to(slices[1], slices[1:-1].shape))


def test_a_hole_is_filled_by_the_ident_and_never_silent(shelf: Shelf) -> None:
    mixer = following(Programme(clips=[plain(shelf, noise(20_000), at=30_000)]), master=False)
    heard = blocks(mixer, [80_000])
    assert mixer.uncovered == 60_000
    loop = ident.make(RATE)
    assert np.array_equal(heard[1_000:30_000], loop[1_000:30_000])
    assert np.array_equal(heard[51_000:], loop[51_000:80_000])
    quiet = [decibels(rms(heard[place : place + 2_205]) + 1e-9) for place in range(0, 80_000 - 2_205, 441)]
    assert min(quiet) > -45.0


def test_the_ident_comes_and_goes_without_a_step(shelf: Shelf) -> None:
    heard = blocks(following(Programme(clips=[plain(shelf, np.zeros(20_000), at=30_000)]), master=False), [80_000])
    loop = ident.make(RATE)
    assert np.abs(np.diff(heard, axis=0)).max() <= np.abs(np.diff(loop, axis=0)).max() * 1.01
    assert not heard[30_000 + 900 : 49_000].any(), "a clip that is silent on purpose stays silent"


def test_a_clip_of_the_ident_plays_it(shelf: Shelf) -> None:
    clip = Clip(at=0, length=50_000, lane=0, pcm="ident", map=plain_map(50_000, 420_000), part="ident")
    mixer = following(Programme(clips=[clip]), master=False)
    loop = ident.make(RATE)
    expected = loop[np.arange(420_000, 470_000) % len(loop)]
    assert np.array_equal(blocks(mixer, [50_000])[EDGE:-EDGE], expected[EDGE:-EDGE])
    assert mixer.uncovered == 0


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


def test_a_file_that_arrives_late_is_picked_up(shelf: Shelf) -> None:
    samples = noise(30_000)
    clip = plain(shelf, samples)
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
        mixer.bring_again(pcm, since)
    heard.append(blocks(mixer, [80_000]))  # nothing of the rest is there yet
    mixer.load(LENGTH)
    heard.append(blocks(mixer, [LENGTH - 90_000]))
    assert mixer.late == 0
    assert np.array_equal(np.concatenate(heard)[EDGE:-EDGE], samples[EDGE:-EDGE])


def test_one_missing_stem_does_not_bring_the_ident_over_the_others(shelf: Shelf) -> None:
    samples = noise(30_000)
    missing = Clip(at=0, length=30_000, lane=1, pcm="/nowhere/stem.f32", map=plain_map(30_000, 0))
    mixer = following(Programme(clips=[plain(shelf, samples), missing]), master=False)
    assert np.array_equal(blocks(mixer, [30_000])[EDGE:-EDGE], samples[EDGE:-EDGE])
    assert mixer.late == 30_000


def test_the_ident_comes_when_what_sounds_fades_into_what_is_missing(shelf: Shelf) -> None:
    leaving = plain(shelf, noise(60_000))
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


def test_a_splice_while_it_plays_is_heard_from_its_frame_on(shelf: Shelf) -> None:
    old, fresh = noise(100_000, seed=1), noise(100_000, seed=2)
    programme = Programme(clips=[plain(shelf, old, name="old")])
    mixer = following(programme, master=False)
    before = blocks(mixer, [30_000])
    programme.splice(Splice(at=50_000, clips=[plain(shelf, fresh, at=50_000, lane=1, name="new")], marks=[]), 40_000)
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
    programme = Programme(clips=[plain(shelf, noise(60_000), name="old")])
    mixer = following(programme)
    before = blocks(mixer, [10_000])
    fresh = np.full(30_000, 0.25)
    programme.splice(Splice(at=10_000, clips=[plain(shelf, fresh, at=10_000, lane=1, name="new")], marks=[]), 0)
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
    programme = Programme(clips=[plain(shelf, noise(60_000))])
    mixer = following(programme)
    blocks(mixer, [10_000])
    free, loaded = sorted(mixer._free), mixer.loaded
    trial = Programme(clips=[plain(shelf, noise(60_000), lane=lane, name="x") for lane in range(LANES)])
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


def test_frames_nobody_loaded_are_late_and_come_back_softly(shelf: Shelf) -> None:
    mixer = following(Programme(clips=[plain(shelf, np.full(60_000, 0.5))]), master=False)
    out = np.empty((20_000, 2), np.float32)
    mixer.render(out)
    assert mixer.late == 20_000
    heard = np.concatenate([out, blocks(mixer, [20_000])])
    assert np.abs(np.diff(heard, axis=0)).max() < 0.2
    assert np.all(heard[21_000:] == 0.5)


def test_read_ahead_is_bounded(shelf: Shelf) -> None:
    mixer = following(Programme(clips=[plain(shelf, noise(20 * RATE))]), ahead=RATE)
    assert mixer.load(20 * RATE) == RATE
    assert mixer.load(RATE // 2) == RATE // 2


def test_rendering_leaves_the_gil_to_others(shelf: Shelf) -> None:
    """A long block in one thread; meanwhile this one counts, which it could not if the render held the GIL."""
    mixer = following(Programme(clips=[plain(shelf, noise(30 * RATE))]))
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
