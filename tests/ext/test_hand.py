"""A hand on the decks: what it claims follows it, without a click or a stair; all else is as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.mixing import offline
from engine.mixing.mixer import Mixer
from engine.programme.claim import Claim, made
from engine.programme.clip import Clip, plain_map
from engine.programme.controls import NEUTRAL, NUDGE_FRAMES, Control, value_at
from engine.programme.decks import DECKS, NOBODYS
from engine.programme.envelope import Envelope, Parameter
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme
from engine.programme.touch import NEXT, Touch, place
from tests.support.hands import GLIDE, TICK, back, move, overrides, seeded
from tests.support.mixers import REUSED, blocks
from tests.support.mixing import EDGE, RATE, Pcm, Shelf, click, decibels, noise, points, rms, sine

FRAMES = 60_000
SHUT: tuple[tuple[Control, float], ...] = (("fader", 0.0), ("cross", 0.0), ("play", 0.0), ("stem1", 0.0))


def clip(shelf: Shelf, played: Pcm, lane: int = 0, **envelopes: Envelope) -> Clip:
    frames = len(played)
    path = shelf.store(played, f"on-{lane}")
    return Clip(at=0, length=frames, lane=lane, pcm=path, map=plain_map(frames, 0), envelopes=envelopes)  # type: ignore[arg-type]  names of parameters


def heard(programme: Programme | Clip, touched: Overrides | None = None, block: int = 1024) -> Pcm:
    clips = programme if isinstance(programme, Programme) else Programme(clips=[programme])
    return offline.render(clips, 0, clips.end, RATE, master=False, block=block, overrides=touched)


def course(touched: Overrides, control: Control, frames: int, deck: str = "a") -> list[tuple[int, Claim | None]]:
    """The claim of ``control`` at every tick."""
    name = f"{deck}.{control}"
    return [(frame, touched.at(frame).get(name)) for frame in range(0, frames + TICK, TICK)]


def envelope(touched: Overrides, control: Control, frames: int) -> Envelope:
    """What it comes to over a neutral automation."""
    neutral = NEUTRAL[control]
    told = course(touched, control, frames)
    return Envelope(tuple((frame, claim.blended(neutral, frame) if claim else neutral) for frame, claim in told))


# --- what it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("control", "value", "parameter"),
    [
        ("fader", 0.3, "fader"), ("stem1", 0.6, "level"),
        ("low", -40.0, "low"), ("mid", -26.0, "mid"), ("high", 6.0, "high"),
    ],
)  # fmt: skip
def test_a_claim_sounds_as_the_envelope_that_makes_the_same_move(
    shelf: Shelf, control: Control, value: float, parameter: Parameter
) -> None:
    """The null test: a residual below −90 dBFS, at the fastest move there is."""
    played = noise(FRAMES)
    touched = overrides(move(20_000, control, value), back(40_000, control, 50_000))
    mine = heard(clip(shelf, played), touched).astype(np.float64)
    told = {parameter: envelope(touched, control, FRAMES)}
    assert decibels(np.abs(mine - heard(clip(shelf, played, **told))).max() + 1e-12) < -90.0
    assert np.array_equal(mine[:20_000], heard(clip(shelf, played))[:20_000])
    assert not np.allclose(mine[21_000:40_000], played[21_000:40_000], atol=1e-3)
    assert np.array_equal(mine[51_000:-EDGE], played[51_000:-EDGE])


@pytest.mark.parametrize(("control", "value"), [("cross", 0.2), ("play", 0.0)])
def test_crossfader_and_play_are_gains_of_the_deck(shelf: Shelf, control: Control, value: float) -> None:
    played = noise(FRAMES)
    touched = overrides(move(20_000, control, value), back(40_000, control, 50_000))
    told = [claim for _, claim in course(touched, control, FRAMES)]
    weights = np.array([claim.weight.at(32 * tick) if claim else 0.0 for tick, claim in enumerate(told)])
    wanted = np.array([claim.value.at(32 * tick) if claim else 0.0 for tick, claim in enumerate(told)])
    if control == "cross":
        wanted = np.sin(wanted * np.pi / 2)
    gains = np.interp(np.arange(FRAMES), np.arange(len(told)) * TICK, 1.0 + weights * (wanted - 1.0))
    residual = heard(clip(shelf, played), touched) - played.astype(np.float64) * gains[:, None]
    assert decibels(np.abs(residual[EDGE:-EDGE]).max()) < -130.0


@pytest.mark.parametrize(("position", "passes", "stops"), [(1.0, 15_000.0, 1_000.0), (0.0, 40.0, 1_000.0)])
def test_the_filter_is_a_high_pass_on_the_right_and_a_low_pass_on_the_left(
    shelf: Shelf, position: float, passes: float, stops: float
) -> None:
    touched = overrides(move(0, "filter", value_at("filter", position)))
    for hertz, level in ((passes, 0.0), (stops, -60.0)):
        tone = sine(hertz)
        got = heard(clip(shelf, np.stack([tone, tone], axis=1)), touched)
        change = decibels(rms(got[20_000:-EDGE]) / rms(tone[20_000:-EDGE]))
        assert change == pytest.approx(0.0, abs=1.0) if level == 0.0 else change < level


def test_the_filter_moves_as_an_envelope_in_octaves(shelf: Shelf) -> None:
    played = noise(FRAMES)
    touched = overrides(move(10_016, "filter", 6.0), move(30_016, "filter", 3.0))
    octaves = [claim.blended(0.0, frame) if claim else 0.0 for frame, claim in course(touched, "filter", FRAMES)]
    told = points(*((32 * tick, 20.0 * 2.0**place if place > 0 else 0.0) for tick, place in enumerate(octaves)))
    residual = heard(clip(shelf, played), touched) - heard(clip(shelf, played, highpass=told)).astype(np.float64)
    assert decibels(np.abs(residual).max() + 1e-12) < -90.0


def test_what_is_not_touched_stays_automated_in_the_middle_of_a_seam(shelf: Shelf) -> None:
    played = noise(FRAMES)
    moving = {"fader": points((0, 1.0), (FRAMES, 0.0)), "low": points((0, -20.0), (FRAMES, 6.0))}
    touched = overrides(move(20_000, "high", -40.0))
    mine = heard(clip(shelf, played, **moving), touched)
    told = heard(clip(shelf, played, high=envelope(touched, "high", FRAMES), **moving))
    assert decibels(np.abs(mine.astype(np.float64) - told).max() + 1e-12) < -90.0


def test_a_claimed_fader_stays_where_the_hand_has_it_while_the_automation_goes_on(shelf: Shelf) -> None:
    played = noise(FRAMES)
    leaving = points((0, 1.0), (FRAMES, 0.0))
    mine = heard(clip(shelf, played, fader=leaving), overrides(move(0, "fader", 0.5)))
    assert np.allclose(mine[1_000:-EDGE], played[1_000:-EDGE] * np.sin(np.pi / 4), atol=1e-6)


def test_a_hand_reaches_its_deck_and_no_other_lane(shelf: Shelf) -> None:
    lanes = [deck.first for deck in DECKS] + [DECKS[0].echoes[1], DECKS[0].lanes[2], NOBODYS[0]]
    alone = {lane: heard(clip(shelf, noise(20_000, 0.1, lane), lane)) for lane in lanes}
    for control, value in SHUT:
        touched = overrides(move(0, control, value, glide=32))
        for lane in lanes:
            mine = heard(clip(shelf, noise(20_000, 0.1, lane), lane), touched)
            reached = lane in (*DECKS[0].lanes, *DECKS[0].echoes) and (control != "stem1" or lane == 0)
            assert not mine[100:].any() if reached else np.array_equal(mine, alone[lane]), (control, lane)


def test_a_deck_that_a_hand_has_shut_is_no_hole_for_the_ident(shelf: Shelf) -> None:
    assert not heard(clip(shelf, noise(20_000)), overrides(move(0, "fader", 0.0)))[1_000:].any()


def test_reset_lets_go_of_everything_at_once(shelf: Shelf) -> None:
    played = noise(FRAMES)
    touches = (move(0, control, value) for control, value in SHUT)
    mine = heard(clip(shelf, played), overrides(*touches, Touch(frame=32_000, doing="reset")))
    assert not mine[1_000:32_000].any()
    assert np.array_equal(mine[32_000:-EDGE], played[32_000:-EDGE])


# --- how it sounds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("control", ["fader", "cross", "stem1", "low", "mid", "high"])
def test_the_fastest_move_of_all_is_no_click(shelf: Shelf, control: Control) -> None:
    down = -40.0 if control in ("low", "mid", "high") else 0.0
    tone = sine(50.0, 2.0)
    mine = heard(
        clip(shelf, np.stack([tone, tone], axis=1)),
        overrides(move(0, control, NEUTRAL[control]), move(30_016, control, down), move(50_016, control, 1.0)),
    )
    assert click(np.where(np.arange(len(tone)) < 30_111, tone, 0.0)) > -30.0, "the measure hears a click"
    assert click(mine) < -70.0


@pytest.mark.parametrize("control", ["fader", "filter"])
def test_a_claim_far_from_the_automation_is_no_click(shelf: Shelf, control: Control) -> None:
    tone = sine(100.0, 2.0)
    far = overrides(move(30_016, control, 0.0 if control == "fader" else -8.0))
    assert click(heard(clip(shelf, np.stack([tone, tone], axis=1)), far)) < -80.0


@pytest.mark.parametrize("seconds", [0.25, 1.0, 4.0])
def test_a_swept_fader_has_no_stairs(shelf: Shelf, seconds: float) -> None:
    """A controller of seven bits tells 128 positions; a sweep of them on a tone leaves nothing beside it."""
    frames = round((seconds + 1.0) * RATE)
    tone = sine(1_000.0, seconds + 1.0)[:frames]
    steps = [(round((0.5 + seconds * step / 127) * RATE), 1.0 - step / 127) for step in range(128)]
    touched = overrides(move(0, "fader", 1.0), *(move(frame // TICK * TICK, "fader", to) for frame, to in steps))
    swept = heard(clip(shelf, np.stack([tone, tone], axis=1)), touched)[EDGE:-EDGE, 0]
    assert decibels(beside(swept, 1_000.0)) < -120.0
    places, positions = zip(*steps, strict=True)
    stairs = np.array([1.0, *positions])[np.searchsorted(places, np.arange(frames), side="right")]
    assert decibels(beside(tone * np.sin(stairs * np.pi / 2), 1_000.0)) > -92.0, "the measure hears stairs"


def beside(samples: np.ndarray, hertz: float) -> float:
    """The strongest partial that is more than 300 Hz off ``hertz``, as an amplitude."""
    window = np.blackman(len(samples))
    spectrum = np.abs(np.fft.rfft(samples * window)) / (window.sum() / 2)
    far = np.abs(np.fft.rfftfreq(len(samples), 1 / RATE) - hertz) > 300.0
    return float(spectrum[far].max())


# --- nudging --------------------------------------------------------------------------------------------------------


def test_a_nudge_shifts_the_deck_by_whole_frames_and_is_given_back(shelf: Shelf) -> None:
    played = noise(120_000, 0.3)
    push = Touch(frame=3_200, doing="push", control="nudge", value=NUDGE_FRAMES, rate=0.02, glide=GLIDE)
    stop = Touch(frame=16_000, doing="stop", control="nudge", glide=GLIDE)
    touched = overrides(push, stop, back(40_000, "nudge", 90_000))
    mine = heard(clip(shelf, played), touched)
    assert np.array_equal(mine[EDGE:3_200], played[EDGE:3_200])
    shift = round(0.02 * (16_000 - 3_200))
    assert np.array_equal(mine[17_000:40_000], played[17_000 + shift : 40_000 + shift])
    assert np.array_equal(mine[90_100:-EDGE], played[90_100:-EDGE])


def test_a_nudge_bends_the_tempo_by_two_percent_and_no_further_than_its_bound(shelf: Shelf) -> None:
    tone = sine(1_000.0, 5.0)
    push = Touch(frame=3_200, doing="push", control="nudge", value=-NUDGE_FRAMES, rate=0.02, glide=GLIDE)
    mine = heard(clip(shelf, np.stack([tone, tone], axis=1)), overrides(push))[:, 0]
    assert pitch(mine[10_000:100_000]) == pytest.approx(980.0, abs=0.5)
    assert np.allclose(mine[107_000:-EDGE], tone[107_000 - NUDGE_FRAMES : -EDGE - NUDGE_FRAMES], atol=1e-6)


def pitch(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * RATE / len(samples))


# --- what it never depends on ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mix(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """Both decks in a seam with an echo, and a lane that is nobody's."""
    shelf = Shelf(tmp_path_factory.mktemp("pcm"))
    leaving = {"fader": points((40_000, 1.0), (90_000, 0.0)), "low": points((50_000, 0.0), (55_000, -40.0))}
    entering = {"highpass": points((0, 900.0), (60_000, 20.0), (61_000, 0.0))}
    bent = ((0, 100.5), (100_000, 102_900.5))
    second = clip(shelf, noise(120_000, 0.2, 2), 4, **entering)
    clips = [
        clip(shelf, noise(100_000, 0.2, 1), 0, **leaving),
        replace(second, at=30_011, length=100_000, map=bent),
        replace(clip(shelf, noise(9_000, 0.2, 3), 9, level=points((0, 0.0), (100, 1.0), (8_900, 0.0))), at=91_003),
        replace(clip(shelf, noise(50_000, 0.1, 4), NOBODYS[1]), at=77_777),
    ]
    return Programme(clips=clips)


TOUCHED = seeded(500, 130_000)


@pytest.fixture(scope="module")
def aired(mix: Programme) -> Pcm:
    return offline.render(mix, 0, mix.end, RATE, overrides=TOUCHED)


@pytest.mark.parametrize("block", [1, 31, 64, 220, 4_096, 200_000])
def test_any_block_size_gives_the_same_samples(mix: Programme, aired: Pcm, block: int) -> None:
    frames = 20_000 if block == 1 else mix.end
    again = offline.render(mix, 0, frames, RATE, overrides=TOUCHED, block=block)
    assert np.array_equal(again, aired[:frames])


@REUSED
@given(stop=st.integers(min_value=1, max_value=129_000))
def test_a_mixer_that_died_anywhere_is_continued_bit_for_bit(mix: Programme, aired: Pcm, stop: int) -> None:
    first = Mixer(RATE)
    first.follow(mix)
    first.override(TOUCHED)
    before = pumped(first, stop)
    heir = Mixer(RATE)
    heir.follow(mix)
    heir.restore(first.state())
    heir.override(TOUCHED)
    assert np.array_equal(np.concatenate([before, pumped(heir, mix.end - stop)]), aired)


def pumped(mixer: Mixer, frames: int) -> Pcm:
    return blocks(mixer, [frames])


@pytest.mark.parametrize("start", [32, 40_000, 77_785])
def test_a_mixer_that_begins_in_the_middle_begins_as_the_hand_had_it(shelf: Shelf, start: int) -> None:
    touches = [touch for touch in TOUCHED.touches if touch.control in ("fader", "cross", "play", "stem1")]
    touched = overrides(*touches)
    programme = Programme(clips=[clip(shelf, noise(120_000))])
    whole = heard(programme, touched)
    rest = offline.render(programme, start, 120_000 - start, RATE, master=False, overrides=touched)
    assert np.array_equal(rest[EDGE:], whole[start + EDGE :])
    kept = touched.copy()
    kept.forget(start - 100)
    assert np.array_equal(offline.render(programme, start, 10_000, RATE, master=False, overrides=kept), rest[:10_000])


@pytest.mark.parametrize("frame", [64, 20_000, 99_999, 129_999])
def test_the_claims_in_python_are_the_renderers_to_the_bit(mix: Programme, frame: int) -> None:
    mixer = Mixer(RATE, master=False)
    mixer.follow(mix)
    mixer.override(TOUCHED)
    pumped(mixer, frame)
    known = made({}, (touch for touch in TOUCHED.touches if touch.frame < frame))
    told = mixer.renderer.claims
    for number, deck in enumerate(DECKS):
        for control, (_, weight) in zip(NEUTRAL, told[number], strict=True):
            mine = known.get(place(deck.name, control), Claim())
            if mine.over(frame) and weight[2] == 0.0 and weight[5] <= frame:
                continue
            assert told[number][list(NEUTRAL).index(control)] == mine.slides, (deck.name, control)


# --- how it is told -------------------------------------------------------------------------------------------------


def test_a_touch_is_made_at_the_next_tick_that_is_not_mixed() -> None:
    mixer = Mixer(RATE)
    blocks(mixer, [100])
    mixer.touch([move(NEXT, "fader", 0.5), move(NEXT, "low", -3.0, deck="b")])
    assert mixer.touched() == []
    blocks(mixer, [100])
    first = -(-(100 + mixer.delay) // TICK) * TICK
    told = [(touch.number, touch.frame, touch.place) for touch in mixer.touched()]
    assert told == [(1, first, "a.fader"), (2, first, "b.low")]
    assert mixer.touched() == []


def test_too_many_touches_at_once_are_an_error_and_not_a_wait() -> None:
    mixer = Mixer(RATE)
    room = mixer.touch_room
    mixer.touch([move(NEXT, "fader", 0.5)] * room)
    with pytest.raises(BufferError, match="touch_room"):
        mixer.touch([move(NEXT, "fader", 0.5)])
    blocks(mixer, [100, 100])
    assert len(mixer.touched()) == room
    assert mixer.touch_room == room


def test_after_a_restart_the_newest_touches_are_heard_of_again() -> None:
    mixer = Mixer(RATE)
    mixer.touch([move(NEXT, "fader", 0.5), move(NEXT, "fader", 0.7)])
    blocks(mixer, [1_000])
    told = mixer.touched()
    heir = Mixer(RATE)
    heir.restore(mixer.state())
    assert heir.touched() == told
    heir.touch([move(NEXT, "fader", 0.1)])
    blocks(heir, [100])
    assert [touch.number for touch in heir.touched()] == [3]


def test_touches_that_come_with_a_change_are_made_with_it_or_not_at_all() -> None:
    mixer = Mixer(RATE)
    blocks(mixer, [500])
    reset = Touch(frame=2_016, doing="reset")

    def answer() -> bool:
        mixer.render(np.empty((100, 2), np.float32))
        return bool(mixer.agreed)

    assert not mixer.change(Programme(), 500, answer, [reset])
    assert mixer.touched() == []
    assert mixer.change(Programme(), 1_500, answer, [reset, move(2_048, "fader", 0.5)])
    assert [(touch.frame, touch.doing) for touch in mixer.touched()] == [(2_016, "reset"), (2_048, "move")]
    assert mixer.touch_room < Mixer(RATE).touch_room  # they wait for their frame
    blocks(mixer, [2_000])
    assert mixer.touch_room == Mixer(RATE).touch_room
