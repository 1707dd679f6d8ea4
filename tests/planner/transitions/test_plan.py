"""Plans: musical rules, limits, reasons."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.errors import TransitionError
from planner.catalogue.analysis import Key, MixPoint, Phrase
from planner.catalogue.track import Track
from planner.transitions import timemap
from planner.transitions.plan import alternatives, plan
from planner.transitions.recipes import RECIPES
from planner.transitions.taste import Taste
from planner.transitions.transition import Transition
from tests.support.tracks import made_track

RATE = 44_100


def planned(a: Track, b: Track, **wishes: object) -> Transition:
    return plan(a, b, sample_rate=RATE, target_lufs=-16.0, **wishes)  # type: ignore[arg-type]


def frames_of(t: Transition, a: Track, b: Track) -> None:
    """What holds for every transition."""
    end_a, end_b = a.analysis.duration * RATE, b.analysis.duration * RATE
    assert t.map_from[0][0] == 0 and t.map_to[-1][0] == t.length
    assert 0 <= t.map_from[0][1] < t.map_from[-1][1] <= end_a + 0.5
    assert 0 <= t.map_to[0][1] < t.map_to[-1][1] <= end_b
    for line in (t.map_from, t.map_to):
        assert all(x < u and y < v for (x, y), (u, v) in pairwise(line))
    assert 0 < t.centre < t.length
    assert t.map_from[0][1] == int(t.map_from[0][1]) and t.map_to[-1][1] == int(t.map_to[-1][1])
    for envelope in (*t.envelopes_from.values(), *t.envelopes_to.values()):
        places = [frame for frame, _ in envelope.points]
        assert places == sorted(set(places)) and places[0] >= 0 and places[-1] <= t.length


def test_downbeats_meet_on_phrases_and_the_bass_swaps_on_one() -> None:
    a, b = made_track("a", bpm=128), made_track("b", bpm=131, first=0.137)
    t = planned(a, b)
    assert t.recipe == "blend" and t.bars % 4 == 0 and t.fallback == ""
    frames_of(t, a, b)
    starts = {round(p.start * RATE) for p in a.analysis.phrases}
    entries = {round(p.start * RATE) for p in b.analysis.phrases}
    assert min(abs(t.map_from[0][1] - s) for s in starts) <= 1
    assert min(abs(t.map_to[0][1] - s) for s in entries) <= 2
    assert min(abs(timemap.heard(t.map_to, t.centre) - s) for s in entries) <= 2
    low = t.envelopes_from["low"].points[-1][0], t.envelopes_to["low"].points[-1][0]
    assert low == (t.centre, t.centre)


def test_tempos_that_are_far_apart_never_sound_together() -> None:
    a, b = made_track("a", bpm=128), made_track("b", bpm=150)
    t = planned(a, b)
    assert t.recipe in ("echo_out", "cut", "fade")
    assert timemap.steepest(t.map_from) == timemap.steepest(t.map_to) == 0.0
    assert any("stretch" in reason for reason in t.why)
    assert t.map_from[-1][0] <= t.map_to[0][0] + 0.006 * RATE


@pytest.mark.parametrize(("bpm", "multiple"), [(87.2, 0.5), (174.0, 1.0), (172.0, 1.0)])
def test_half_and_double_time_match(bpm: float, multiple: float) -> None:
    a, b = made_track("a", bpm=173.0), made_track("b", bpm=bpm)
    t = planned(a, b, recipe="blend", bars=8)
    assert t.fallback == "" and t.recipe == "blend"
    frames_of(t, a, b)
    beats = (t.map_to[-1][1] - t.map_to[0][1]) / (RATE * 60 / bpm)
    assert beats == pytest.approx(32 * multiple, abs=0.01)


@pytest.mark.parametrize("side", ["a", "b"])
def test_an_untrusted_grid_is_not_mixed_on(side: str) -> None:
    tracks = {name: made_track(name, trusted=name != side) for name in ("a", "b")}
    t = planned(tracks["a"], tracks["b"])
    assert t.recipe in ("echo_out", "cut", "fade")
    asked = planned(tracks["a"], tracks["b"], recipe="blend")
    assert asked.recipe != "blend" and "not to be trusted" in asked.fallback
    fade = planned(tracks["a"], tracks["b"], recipe="fade")
    assert fade.recipe == "fade" and fade.beats == () and fade.fallback == ""
    assert timemap.steepest(fade.map_to) == 0.0


def test_keys_that_clash_do_not_sound_together_for_long() -> None:
    a = made_track("a", key=Key("8A", "A minor", 1.0))
    b = made_track("b", key=Key("2A", "Eb minor", 1.0))
    t = planned(a, b)
    assert t.recipe in ("echo_out", "cut") or t.bars <= 4
    friend = made_track("c", key=Key("9A", "E minor", 1.0))
    assert planned(a, friend).recipe in ("blend", "filter_sweep")


def test_two_voices_do_not_sound_together() -> None:
    points = [MixPoint(180.0, 32, "outro"), MixPoint(210.0, 16, "outro")]
    a = made_track("a", vocals=[(170.0, 205.0)], mix_out=points)
    b = made_track("b", vocals=[(4.0, 40.0)])
    assert planned(a, made_track("c"), bars=16).map_from[0][1] / RATE == pytest.approx(180, abs=35)
    t = planned(a, b, recipe="blend")
    assert t.map_from[0][1] / RATE == pytest.approx(210.0, abs=0.01)


def test_the_seam_does_not_begin_before_it_may() -> None:
    a, b = made_track("a"), made_track("b")
    for second in (0, 185, 200, 222, 231, 236, 239, 239.5):
        t = planned(a, b, earliest=int(second * RATE))
        frames_of(t, a, b)
        assert t.map_from[0][1] >= int(second * RATE)


def test_nothing_before_the_entry_is_used() -> None:
    t = planned(made_track("a"), made_track("b"), entry=int(17.3 * RATE))
    assert t.map_to[0][1] >= int(17.3 * RATE)


def test_nothing_left_is_an_error_that_says_so() -> None:
    with pytest.raises(TransitionError, match="choose another track"):
        planned(made_track("a"), made_track("b"), earliest=240 * RATE)


def test_unknown_recipes_and_lengths_are_errors() -> None:
    with pytest.raises(TransitionError, match="use one of stem_handover, "):
        planned(made_track("a"), made_track("b"), recipe="brake")
    with pytest.raises(TransitionError, match="use 1 to 64"):
        planned(made_track("a"), made_track("b"), bars=65)


@given(
    bpm_a=st.floats(60, 190), bpm_b=st.floats(60, 190), long_a=st.floats(20, 400), long_b=st.floats(20, 400),
    first=st.floats(0, 2), recipe=st.sampled_from([None, *RECIPES]), trusted=st.booleans(), part=st.floats(0, 0.99),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_two_tracks_can_be_joined(  # noqa: PLR0917 -- hypothesis names them all
    bpm_a: float,
    bpm_b: float,
    long_a: float,
    long_b: float,
    first: float,
    recipe: str | None,
    trusted: bool,
    part: float,
) -> None:
    a = made_track("a", bpm=bpm_a, seconds=long_a)
    b = made_track("b", bpm=bpm_b, seconds=long_b, first=first, trusted=trusted)
    earliest = int(part * long_a * RATE)
    t = planned(a, b, recipe=recipe, earliest=earliest)
    frames_of(t, a, b)
    assert t.map_from[0][1] >= earliest
    assert t.recipe == recipe or recipe is None or t.fallback
    if t.beats and t.recipe in ("blend", "filter_sweep"):
        assert t.bars % 4 == 0 and 4 <= t.bars <= 64
        assert max(timemap.steepest(t.map_from), timemap.steepest(t.map_to)) < 0.12  # 10 % the other way round
    if t.recipe != "fade" and part == 0:
        assert b.analysis.duration * RATE - t.map_to[-1][1] >= 0.4 * b.analysis.duration * RATE


def test_lengths_follow_genre_and_the_shorter_track() -> None:
    def bars(genre: str, **other: float) -> int:
        return planned(made_track("a", genre=genre), made_track("b", genre=genre, **other), recipe="blend").bars

    assert bars("Hip-Hop") < bars("House")
    assert bars("House", seconds=64.0) * 4 * 60 / 128 <= 16.0
    assert bars("Techno") <= 32  # a quarter of 240 s is 32 bars at 128 BPM


def test_taste_decides_between_what_is_possible() -> None:
    a, b = made_track("a"), made_track("b")
    assert planned(a, b, taste=Taste(recipes={"blend": 0.1, "filter_sweep": 3.0})).recipe == "filter_sweep"
    assert planned(a, b, taste=Taste(recipes={name: 0.0 for name in RECIPES if name != "cut"})).recipe == "cut"
    a, b = made_track("a", genre="Drum and Bass"), made_track("b", genre="Drum and Bass")
    short, long = (planned(a, b, recipe="blend", taste=Taste(length=length)).bars for length in (0.5, 2.0))
    assert short < long


def test_alternatives_differ_and_the_best_is_the_plan() -> None:
    a, b = made_track("a"), made_track("b")
    several = alternatives(a, b, sample_rate=RATE, target_lufs=-16.0, count=8)
    assert several[0] == planned(a, b)
    assert len({(t.recipe, t.map_from[0][1], t.map_to[-1][1]) for t in several}) == len(several) > 3
    assert len({t.recipe for t in several}) > 1


def test_the_gain_brings_both_to_the_target_and_lifts_no_further_than_sane() -> None:
    loud, quiet = made_track("a"), made_track("b")
    quiet = replace(
        quiet, analysis=replace(quiet.analysis, loudness=replace(quiet.analysis.loudness, integrated_lufs=-30.0))
    )
    t = planned(loud, quiet)
    assert t.gain_from_db == pytest.approx(-2.0)
    assert 0 < t.gain_to_db <= 6.0


def test_echoes_fall_on_the_incoming_beats_and_fade() -> None:
    a, b = made_track("a", bpm=128), made_track("b", bpm=90)
    t = planned(a, b, recipe="echo_out")
    beat = RATE * 60 / 90
    assert len(t.echoes) >= 6
    for number, echo in enumerate(t.echoes):
        onset = echo.at + 0.004 * RATE - t.centre
        assert onset == pytest.approx(number * beat, abs=2)
        assert echo.at + echo.length <= t.length
        heard = timemap.heard(t.map_from, t.centre)
        assert echo.source + 0.004 * RATE == pytest.approx(heard - RATE * 60 / 128, abs=2)
    gains = [echo.gain_db for echo in t.echoes]
    assert gains == sorted(gains, reverse=True) and gains[0] < 0
    hertz = [echo.envelopes["highpass"].points[0][1] for echo in t.echoes]
    assert hertz == sorted(hertz) and hertz[0] >= 200


def test_phrases_of_other_lengths_move_the_swap() -> None:
    bar = 4 * 60 / 128
    twelve = [Phrase(bar * n, 12) for n in range(0, 120, 12)]
    a = made_track("a", phrases=twelve, mix_out=[MixPoint(bar * 84, 36, "outro")])
    b = made_track("b", phrases=twelve)
    t = planned(a, b, recipe="blend", bars=24)
    assert t.centre == pytest.approx(12 * bar * RATE, abs=3)
