"""One transition from plan to report, from files on disk."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from planner.transitions.one import One, make_transition
from planner.transitions.report import source_map
from tests.support.booth import RATE, Deck

KEYS = {
    "from", "to", "at", "length", "bars", "recipe", "stems", "map_from", "map_to", "pitch_from", "pitch_to", "why",
    "fallback", "measures", "score",
}  # fmt: skip


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deck, Deck]:
    folder = tmp_path_factory.mktemp("decks")
    return (
        Deck(folder, "a", bpm=122.0, seconds=68, genre="house", key="5A"),
        Deck(folder, "b", bpm=124.0, seconds=68, genre="house", key="5A", seed=1),
    )


@pytest.fixture(scope="module")
def one(decks: tuple[Deck, Deck], tmp_path_factory: pytest.TempPathFactory) -> One:
    a, b = decks
    folder = tmp_path_factory.mktemp("seams")
    return make_transition(a.track, b.track, a.pcm, b.pcm, folder, sample_rate=RATE, target_lufs=-16.0, recipe="blend")


def test_the_report_is_the_contracts_and_is_json(one: One, decks: tuple[Deck, Deck]) -> None:
    report = json.loads(msgspec.json.encode(one.report))
    assert report["sample_rate"] == RATE and report["frames"] == len(one.mix)
    (transition,) = report["transitions"]
    assert set(transition) == KEYS
    assert (transition["from"], transition["to"]) == (decks[0].track.path, decks[1].track.path)
    assert {"value", "unit", "ok", "measurable", "never", "detail"} == set(transition["measures"]["M1"])
    assert transition["score"] > 0.8 and transition["recipe"] == "blend"
    items = report["items"]
    assert [item["kind"] for item in items] == ["track", "transition", "track"]
    ends = [item["at"] + item["length"] for item in items]
    assert ends[:-1] == [item["at"] for item in items[1:]] and ends[-1] == report["frames"]


def test_the_maps_say_when_each_true_beat_is_heard(one: One, decks: tuple[Deck, Deck]) -> None:
    (transition,) = one.report["transitions"]
    heard = []
    for deck, line in zip(decks, (transition["map_from"], transition["map_to"]), strict=True):
        source, programme = np.array(line, float).T
        beats = np.array(deck.track.analysis.beats) * RATE
        inside = beats[(beats > source[0]) & (beats < source[-1])]
        heard.append(np.interp(inside, source, programme))
    nearest = np.array([np.min(np.abs(heard[1] - beat)) for beat in heard[0][4:-4]])
    assert np.median(nearest) / RATE < 0.005
    assert np.quantile(nearest, 0.95) / RATE < 0.010


def test_the_mix_is_the_limited_sum_of_the_buses(one: One) -> None:
    total = one.bus_a + one.bus_b
    quiet = np.max(np.abs(total)) < 0.85
    assert np.max(np.abs(one.mix)) <= 10 ** (-0.9 / 20)
    assert not quiet or np.max(np.abs(one.mix - total)) < 1e-5


def test_maps_count_at_the_files_own_rate(one: One) -> None:
    t = replace(one.transition, map_from=((0, 44_100.0), (88_200, 132_300.0)))
    assert source_map(t.map_from, 44_100, 48_000, 1_000) == [[48_000, 1_000], [144_000, 89_200]]


def test_an_impossible_recipe_falls_back_and_says_so(decks: tuple[Deck, Deck], tmp_path: Path) -> None:
    a, b = decks
    doubtful = replace(b.track, analysis=replace(b.track.analysis, trusted=False))
    made = make_transition(
        a.track, doubtful, a.pcm, b.pcm, tmp_path, sample_rate=RATE, target_lufs=-16.0, recipe="blend"
    )
    (transition,) = made.report["transitions"]
    assert transition["recipe"] != "blend" and "trusted" in transition["fallback"]
    assert not transition["measures"]["M1"]["measurable"]
