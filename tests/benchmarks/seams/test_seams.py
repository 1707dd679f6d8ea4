"""Pairs are drawn by their classes, peers fade as they say, and what is gathered is what was measured."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.seams.gather import gathered
from benchmarks.seams.mixed import MIXERS, Mixed, mix
from benchmarks.seams.pairs import CLASSES, Drawn, draw
from benchmarks.seams.peers import EQUAL_POWER, LINEAR, crossfaded
from benchmarks.seams.piece import Piece, Source
from benchmarks.seams.show import table
from benchmarks.seams.sources import sources
from benchmarks.seams.truth import BARS, BEATS, VOICES, true_measures
from engine.errors import TransitionError, UsageError
from planner.transitions.audition import audition
from planner.transitions.transition import Measure
from tests.support.strokes import RATE, drums, tone, written
from tests.support.tracks import made_track


def piece(folder: Path, name: str, kinds: frozenset[str] = frozenset(), voice: bool = False, **track: object) -> Piece:
    """A drummed piece on disk, its beats true; ``voice``: a tone all through stands for one."""
    made = made_track(name, **{"bpm": 125.0, "seconds": 40.0} | track)
    sung = written(tone(made, 300.0, 0.2), folder / f"{name}-voice.f32") if voice else None
    truth = {"kind": "exact", "beats": made.analysis.beats, "downbeats": made.analysis.downbeats}
    pcm = written(drums(made), folder / f"{name}.f32")
    return Piece(Source(name, folder / f"{name}.wav", kinds, None, truth), made, pcm, sung)


def test_every_pair_is_of_its_class_and_the_seed_draws_the_same(tmp_path: Path) -> None:
    pieces = [
        piece(tmp_path, "a", seconds=10.0),
        piece(tmp_path, "b", seconds=10.0),
        piece(tmp_path, "fast", bpm=150.0, seconds=10.0),
        piece(tmp_path, "swung", frozenset({"swing"}), seconds=10.0),
        piece(tmp_path, "bare", frozenset({"no drums"}), seconds=10.0),
        piece(tmp_path, "vague", seconds=10.0, trusted=False),
        piece(tmp_path, "one-voice", frozenset({"voice"}), seconds=10.0),
        piece(tmp_path, "other-voice", frozenset({"voice"}), seconds=10.0),
        piece(tmp_path, "other-again", frozenset({"voice"}), seconds=10.0),
    ]
    drawn = draw(pieces, 1_000, 7)
    found = {kind: {(one.a.source.name, one.b.source.name) for one in drawn if one.kind == kind} for kind in CLASSES}
    assert found["easy"] == {("a", "b"), ("b", "a")}
    assert found["tempo apart"] == {(x, y) for x in "ab" for y in ("fast",)} | {("fast", y) for y in "ab"}
    assert all("swung" in pair for pair in found["swing"]) and all(
        "vague" in pair for pair in found["no grid to trust"]
    )
    assert ("other-voice", "other-again") not in found["voice on voice"] and len(found["voice on voice"]) == 4
    assert found["clashing keys"] == set()
    assert [one.a.source.name for one in draw(pieces, 5, 7)] == [one.a.source.name for one in drawn[:5]]
    assert len({one.kind for one in drawn[:6]}) == 6


def test_a_peer_fades_as_it_says(tmp_path: Path) -> None:
    a, b = piece(tmp_path, "a"), piece(tmp_path, "b")
    for pcm in (a.pcm, b.pcm):
        written(np.ones((40 * RATE, 2), np.float32) * 0.1, pcm)
    t = crossfaded(a, b, LINEAR)
    heard = audition(t, a.pcm, b.pcm, None, 0)
    level = float(heard.bus_a[100, 0])
    assert t.length == 10 * RATE and t.map_from[0][1] == 30 * RATE and t.map_to[0] == (0, 0.0)
    for share in (0.25, 0.5, 0.9):
        frame = round(share * t.length)
        assert heard.bus_a[frame, 0] == pytest.approx((1 - share) * level, rel=0.02)
        assert heard.bus_b[frame, 0] == pytest.approx(share * level, rel=0.02)
    t = crossfaded(a, b, EQUAL_POWER)
    heard = audition(t, a.pcm, b.pcm, None, 0)
    assert heard.bus_b[round(1.5 * RATE), 0] == pytest.approx(level * np.sqrt(0.5), rel=0.02)
    assert heard.bus_a[round(1.5 * RATE), 0] == pytest.approx(level, rel=0.02)
    with pytest.raises(TransitionError, match="shorter"):
        crossfaded(piece(tmp_path, "short", seconds=9.0), b, LINEAR)


def test_silence_at_the_ends_is_not_faded(tmp_path: Path) -> None:
    a, b = piece(tmp_path, "a"), piece(tmp_path, "b")
    sound = np.zeros((40 * RATE, 2), np.float32)
    sound[2 * RATE : 35 * RATE] = 0.1
    for pcm in (a.pcm, b.pcm):
        written(sound, pcm)
    t = crossfaded(a, b, LINEAR)
    assert (t.map_from[-1][1], t.map_to[0][1]) == (35 * RATE, 2 * RATE)


def test_the_truth_tells_beats_bars_and_voices(tmp_path: Path) -> None:
    a, b = piece(tmp_path, "a", voice=True), piece(tmp_path, "b", voice=True, first=0.24)
    t = crossfaded(a, b, LINEAR)
    late = true_measures(t, Drawn("easy", a, b))
    apart = 0.24 - t.map_to[0][1] / RATE + t.map_from[0][1] / RATE
    nearest = abs((apart + 0.24) % 0.48 - 0.24) * 1000  # beats are 0.48 s long
    assert late[BEATS].value == pytest.approx(nearest, abs=0.1) and not late[BEATS].ok
    assert late[BARS].value > 0
    assert late[VOICES].value == pytest.approx(10.0, abs=1.5) and late[VOICES].never


def test_everybody_mixes_a_pair_and_is_measured_alike(tmp_path: Path) -> None:
    drawn = Drawn("easy", piece(tmp_path, "a"), piece(tmp_path, "b"))
    mixed = [mix(drawn, who) for who in MIXERS]
    assert all(not one.refused and {"M1", "M5", "M9", "M15", "together"} <= set(one.measures) for one in mixed)
    ours, peers = mixed[:2], mixed[2:]
    assert min(one.score for one in ours) > max(one.score for one in peers)


def test_the_table_is_of_what_was_measured() -> None:
    def one(who: str, value: float | None, *, trusted: bool = True, never: bool = False) -> Mixed:
        told = Measure(value=value, unit="ms", ok=value == 1.0, measurable=value is not None, never=never)
        return Mixed("easy", "a", "b", who, trusted=trusted, measures={"M1": told})

    rows = gathered(
        [
            *(one("everset", value) for value in (1.0, 1.0, 3.0)),
            one("everset", None),
            one("everset", 99.0, trusted=False),
            one("linear 10 s", 100.0, never=True),
            Mixed("easy", "c", "d", "linear 10 s", refused="too short"),
        ]
    )
    found = {(row.what, row.who): row.value for row in rows}
    assert found["easy/M1/median", "everset"] == found["all/M1/median", "everset"] == 1.0
    assert found["easy/M1/seams", "everset"] == 3 and found["easy/M1/within", "everset"] == pytest.approx(
        2 / 3, abs=1e-4
    )
    assert found["easy/M1/never", "linear 10 s"] == found["easy/refused", "linear 10 s"] == 1.0
    assert table("easy", [{"what": row.what, "who": row.who, "value": row.value, "unit": row.unit} for row in rows
                          if row.what.startswith("easy/M")]).row_count == 1  # fmt: skip


def test_a_folder_without_music_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match="--music"):
            sources(folder)
