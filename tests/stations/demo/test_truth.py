"""What the truth says is what one hears."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from stations.demo.pieces import ALL, BY_GENRE
from stations.demo.render import Rendering, render
from stations.demo.score import Piece, Section
from stations.demo.short import shortened
from stations.demo.sound import SAMPLE_RATE
from stations.demo.truth import truth_of


@pytest.fixture(scope="module")
def sung() -> tuple[Piece, Rendering]:
    piece = replace(shortened("house", 124.37, 31.0, "9A", 0, voice=True), lead_in=0.137)
    return piece, render(piece)


def _onset(stem: np.ndarray, near: float) -> float:
    """The time where the sound around ``near`` seconds first rises above what was there just before."""
    start = round((near - 0.02) * SAMPLE_RATE)
    loud = np.abs(stem[:, max(0, start) : start + round(0.04 * SAMPLE_RATE)]).max(axis=0)
    before = loud[: round(0.015 * SAMPLE_RATE)].max() if start > 0 else 0.0
    return (max(0, start) + int(np.argmax(loud > max(2.0 * before, 0.02)))) / SAMPLE_RATE


def test_the_drums_start_on_the_true_beats_within_a_millisecond(sung: tuple[Piece, Rendering]) -> None:
    only_kick = replace(sung[0], sections=(Section("intro", 8, "kick"),))
    truth = truth_of(only_kick, "x", [], stems=False)
    stem = render(only_kick).stems["drums"]
    errors = [_onset(stem, beat) - beat for beat in truth["beats"]]
    assert len(errors) == 32
    assert np.abs(errors).max() < 0.001


@pytest.mark.parametrize("genre", BY_GENRE)
def test_every_genre_hits_its_first_beat_on_time(genre: str) -> None:
    piece = shortened(genre, 111.13, 20.0, "3B", 0, voice=False)
    stem = render(piece).stems["drums"]
    body = truth_of(piece, "x", [], stems=False)["sections"][1]["start"]
    before = np.abs(stem[:, round((body - 0.05) * SAMPLE_RATE) : round((body - 0.001) * SAMPLE_RATE)]).max()
    after = np.abs(stem[:, round(body * SAMPLE_RATE) : round((body + 0.02) * SAMPLE_RATE)]).max()
    assert after > 2 * before


def test_the_grid_is_the_tempo(sung: tuple[Piece, Rendering]) -> None:
    truth = truth_of(sung[0], "x", [], stems=False)
    beats = np.array(truth["beats"])
    assert np.abs(beats - (0.137 + np.arange(len(beats)) * 60 / 124.37)).max() < 1e-5
    assert truth["downbeats"] == truth["beats"][::4]
    assert (truth["key"], truth["camelot"]) == ("E minor", "9A")


def test_stems_add_up_to_the_mix(sung: tuple[Piece, Rendering]) -> None:
    rendering = sung[1]
    assert np.abs(sum(rendering.stems.values()) - rendering.mix).max() < 1e-5
    assert all(np.abs(stem).max() > 0.01 for stem in rendering.stems.values())


def test_the_voice_sounds_where_the_truth_says_and_nowhere_else(sung: tuple[Piece, Rendering]) -> None:
    rendering = sung[1]
    inside = np.zeros(rendering.mix.shape[1], bool)
    for start, end in rendering.vocal_activity:
        inside[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE) + 1] = True
        span = rendering.stems["vocals"][:, round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
        assert np.sqrt((span**2).mean()) > 0.01
    assert 0.1 < inside.mean() < 0.9
    assert not rendering.stems["vocals"][:, ~inside].any()


def test_it_is_as_loud_as_asked_and_never_clips(sung: tuple[Piece, Rendering]) -> None:
    mix = sung[1].mix
    assert np.abs(mix).max() < 0.83
    assert np.abs(mix.mean()) < 2e-3
    low = np.abs(np.fft.rfft(mix[0] - mix[1]))[: round(100 * mix.shape[1] / SAMPLE_RATE)]
    mid = np.abs(np.fft.rfft(mix[0] + mix[1]))[: round(100 * mix.shape[1] / SAMPLE_RATE)]
    assert (low**2).sum() < 0.01 * (mid**2).sum(), "what lies under 100 Hz belongs in the middle"


def test_the_catalogue_is_varied() -> None:
    assert len(ALL) >= 12
    assert {piece.genre for piece in ALL} == set(BY_GENRE) and len(BY_GENRE) == 6
    assert all(120 <= piece.duration <= 180 for piece in ALL)
    assert len({piece.artist for piece in ALL}) == len(ALL)
    assert len({piece.scale.camelot for piece in ALL}) >= 10
    assert sum(any(layer.stem == "vocals" for layer in piece.layers) for piece in ALL) >= 4
    first, second = ALL[:2]
    assert abs(first.bpm / second.bpm - 1) < 0.02


@pytest.mark.parametrize("piece", ALL, ids=lambda piece: piece.title)
def test_sections_cover_the_piece(piece: Piece) -> None:
    truth = truth_of(piece, "x", [], stems=False)
    sections = truth["sections"]
    assert sections[0]["start"] == truth["beats"][0]
    assert all(a["end"] == b["start"] for a, b in pairwise(sections))
    assert sections[-1]["end"] < truth["duration"]
    assert {phrase["start"] for phrase in truth["phrases"]} <= set(truth["downbeats"])
    assert {section["start"] for section in sections} <= set(truth["downbeats"])
