"""Every measure against faults: which must move, which must not."""

from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace

from planner.transitions.audition import Audition
from planner.transitions.measure.score import score
from planner.transitions.transition import Measure, Transition
from tests.support.booth import RATE, Booth, Deck

NAMES = ("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M12", "M13", "M14", "M15")
FAILING = set(NAMES)


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Booth:
    folder = tmp_path_factory.mktemp("booth")
    a = Deck(folder, "a", bpm=124.0, seconds=62, genre="house", key="8A")
    b = Deck(folder, "b", bpm=127.0, seconds=62, genre="techno", key="9A", seed=1)
    return Booth(a, b, folder / "seams", recipe="blend", bars=8)


@pytest.fixture(scope="module")
def clean(booth: Booth) -> dict[str, Measure]:
    return booth.measured()


def drifting(t: Transition) -> Transition:
    return replace(t, map_to=tuple((frame, source + 0.003 * frame) for frame, source in t.map_to))


def two_basses(t: Transition) -> Transition:
    def open_low(envelopes: dict) -> dict:
        return {name: envelope for name, envelope in envelopes.items() if name in ("mid", "high")}

    return replace(t, envelopes_from=open_low(t.envelopes_from), envelopes_to=open_low(t.envelopes_to))


def click(mix: np.ndarray, a: np.ndarray, b: np.ndarray, lead: int) -> None:
    mix[lead + 3 * RATE + 5_000] += 0.2


def hole(mix: np.ndarray, a: np.ndarray, b: np.ndarray, lead: int) -> None:
    for signal in (mix, a, b):
        signal[lead + 4 * RATE : lead + 4 * RATE + RATE * 4 // 10] = 0.0


def louder(mix: np.ndarray, a: np.ndarray, b: np.ndarray, lead: int) -> None:
    b *= np.float32(10 ** (3 / 20))
    mix[:] = a + b


def quieter(mix: np.ndarray, a: np.ndarray, b: np.ndarray, lead: int) -> None:
    for signal in (mix, a, b):
        signal[lead + RATE : lead + 8 * RATE] *= 0.5


def over(mix: np.ndarray, a: np.ndarray, b: np.ndarray, lead: int) -> None:
    mix *= np.float32(0.99 / np.max(np.abs(mix)))


#: What each fault is, the measures that must fail, those of them that must say "never", and those that must not fail;
#: the others may.
Fault = tuple[Callable[[Booth], Audition], set[str], set[str], set[str]]
STILL = {"M6", "M7", "M8", "M13", "M15"}  # what no shift in time moves
FAULTS: dict[str, Fault] = {
    "a quarter beat": (lambda x: x.played(x.shifted(0.25)), {"M1"}, {"M1"}, {"M3", "M4", *STILL}),
    "a beat": (lambda x: x.played(x.shifted(1)), {"M3", "M4"}, set(), {"M1", "M2", "M14", *STILL}),
    "a bar": (lambda x: x.played(x.shifted(4)), {"M4"}, {"M4"}, {"M1", "M2", "M3", "M14", *STILL}),
    "fifteen milliseconds": (lambda x: x.played(x.shifted(seconds=0.015)), {"M1", "M14"}, set(), {"M3", "M4", *STILL}),
    "drift": (lambda x: x.played(drifting), {"M1", "M2", "M14"}, set(), {"M3", "M4", *STILL}),
    "two basses": (lambda x: x.played(two_basses), {"M5", "M7"}, set(), FAILING - {"M5", "M7", "M6", "M12"}),
    "the wrong tracks": (lambda x: x.played(pcm=(x.b.pcm, x.a.pcm)), {"M5", "M12"}, set(), STILL),
    "a click": (lambda x: x.edited(click), {"M12"}, set(), FAILING - {"M12", "M6"}),
    "a hole": (lambda x: x.edited(hole), {"M13"}, set(), FAILING - {"M13", "M12", "M5", "M1"}),
    "3 LU more": (lambda x: x.edited(louder), {"M5"}, set(), FAILING - {"M5", "M6", "M7", "M12"}),
    "6 LU less": (lambda x: x.edited(quieter), {"M5"}, {"M5"}, FAILING - {"M5", "M7", "M12"}),
    "too hot": (lambda x: x.edited(over), {"M6"}, set(), FAILING - {"M6", "M12"}),
}


def failed(measures: dict[str, Measure]) -> set[str]:
    return {name for name, each in measures.items() if each.measurable and not each.ok}


def test_a_good_seam_passes_every_measure(clean: dict[str, Measure]) -> None:
    assert tuple(clean) == NAMES
    assert failed(clean) == set(), clean
    assert not any(each.never for each in clean.values())
    assert all(clean[name].measurable for name in NAMES if name not in ("M2", "M9"))  # drums alone have no harmony
    assert score(clean) > 0.9


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_moves_what_it_must_and_nothing_that_it_must_not(
    fault: str, booth: Booth, clean: dict[str, Measure]
) -> None:
    make, must, never, must_not = FAULTS[fault]
    measures = booth.measured(make(booth))
    assert must <= failed(measures), {name: measures[name] for name in must}
    assert never <= {name for name, each in measures.items() if each.never}, {name: measures[name] for name in never}
    assert not must_not & failed(measures), {name: measures[name] for name in must_not}
    assert score(measures) < score(clean) - 0.1


def test_a_quarter_beat_is_told_in_milliseconds(booth: Booth) -> None:
    late = booth.measured(booth.played(booth.shifted(0.25)))["M1"]
    assert late.value == pytest.approx(0.25 * 60_000 / 125.5, abs=8)
    near = booth.measured(booth.played(booth.shifted(seconds=0.015)))["M1"]
    assert near.value == pytest.approx(15, abs=2)


def test_two_voices_move_only_the_vocal_measure(booth: Booth) -> None:
    start, end = booth.t.map_from[0][1] / RATE, booth.t.map_to[-1][1] / RATE
    a = replace(booth.a.track, analysis=replace(booth.a.track.analysis, vocals=[(start, start + 30)]))
    b = replace(booth.b.track, analysis=replace(booth.b.track.analysis, vocals=[(0.0, end)]))
    assert failed(booth.measured(a=a)) == set()
    both = booth.measured(a=a, b=b)
    assert failed(both) == {"M8"} and "estimated" in both["M8"].detail


def test_two_voices_are_counted_on_their_stems_where_there_are_stems(booth: Booth) -> None:
    sung = np.zeros_like(booth.heard.mix)
    first = booth.heard.lead + RATE
    sung[first : first + 10 * RATE] = 0.2 * np.sin(np.arange(10 * RATE) * 2 * np.pi * 300 / RATE)[:, None]
    silent, quiet = np.zeros_like(sung), np.roll(sung, -5 * RATE, axis=0) * np.float32(1e-3)
    late = np.roll(sung, 7 * RATE, axis=0)
    together = booth.measured(vocals=(sung, late))["M8"]
    assert together.value == pytest.approx(3.0, abs=0.1) and not together.ok and "stems" in together.detail
    assert booth.measured(vocals=(sung, sung))["M8"].never
    for other in (silent, quiet, np.roll(sung, 12 * RATE, axis=0)):
        assert booth.measured(vocals=(sung, other))["M8"].value == 0.0


def test_keys_that_clash_move_only_the_harmony(booth: Booth, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    decks = {key: Deck(folder, key, bpm=124.0, seconds=48, genre="trance", key=key) for key in ("8A", "2A")}
    found = {}
    for key, deck in decks.items():
        other = Booth(booth.a, deck, folder, recipe="blend", bars=8)
        found[key] = other.measured(other.played(into_the_body))["M9"]
    assert found["8A"].measurable and found["8A"].ok, found
    assert found["2A"].measurable and not found["2A"].ok, found


def into_the_body(t: Transition) -> Transition:
    """Sixteen bars earlier in the outgoing track, eight bars later in the incoming one: where both have harmonies."""
    beat = 60 * RATE / 124
    ours, theirs = round(64 * beat), round(32 * beat)
    return replace(
        t,
        map_from=tuple((frame, source - ours) for frame, source in t.map_from),
        map_to=tuple((frame, source + theirs) for frame, source in t.map_to),
    )


def test_music_cut_off_a_phrase_is_told(booth: Booth) -> None:
    longer = replace(booth.a.track, analysis=replace(booth.a.track.analysis, duration=100.0))
    assert booth.measured(a=longer)["M15"].ok  # from phrase to phrase it is right
    unphrased = replace(longer, analysis=replace(longer.analysis, phrases=[]))
    cut = booth.measured(a=unphrased)["M15"]
    assert not cut.ok and cut.value == pytest.approx(100.0 - booth.t.map_from[-1][1] / RATE, abs=0.1)


def test_more_stretch_than_is_allowed_is_told(booth: Booth) -> None:
    def steeper(factor: float) -> dict[str, Measure]:
        t = replace(booth.t, map_to=tuple((frame, source * factor) for frame, source in booth.t.map_to))
        return booth.measured(t=t)

    assert not steeper(1.07)["M14"].ok and not steeper(1.07)["M14"].never
    assert steeper(1.15)["M14"].never


def test_what_cannot_be_told_is_not_zero(booth: Booth) -> None:
    doubtful = replace(booth.b.track, analysis=replace(booth.b.track.analysis, trusted=False))
    measures = booth.measured(b=doubtful)
    assert not measures["M3"].measurable and measures["M3"].value is None
    assert not measures["M4"].measurable

    def silence(mix: np.ndarray, a: np.ndarray, b: np.ndarray, lead: int) -> None:
        b[:] = 0.0

    silent = booth.measured(booth.edited(silence))
    assert not silent["M1"].measurable and silent["M1"].value is None
    assert all(not silent[name].measurable for name in ("M2", "M3", "M4", "M9"))


@pytest.mark.parametrize("recipe", ["filter_sweep", "echo_out", "cut", "fade"])
def test_every_recipe_sounds_right(recipe: str, booth: Booth, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Booth(booth.a, booth.b, tmp_path_factory.mktemp("seams"), recipe=recipe, bars=4 if recipe != "fade" else 8)
    measures = other.measured()
    wrong = failed(measures) - ({"M7"} if recipe == "fade" else set()) - ({"M4"} if recipe == "filter_sweep" else set())
    assert wrong <= ({"M5"} if recipe == "fade" else set()), {name: measures[name] for name in wrong}
    if recipe in ("echo_out", "cut"):
        assert not measures["M1"].measurable
