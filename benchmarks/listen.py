"""What listening to a track costs and how well it hears the beat, against librosa's beat tracker on the same pieces.

Everset's figure holds the whole ear: decoding, beats, bars, key, loudness, sections, voices, embedding; librosa's holds
decoding and beats alone.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import mean, median

import librosa
import numpy as np
from msgspec import Struct

from benchmarks.row import Row, against
from benchmarks.timing import side_by_side
from planner.analysis.listen import analyse_file

RUNS = 3
TEMPO_TOLERANCE = 0.04  # of the true tempo, half and double are wrong: "Accuracy 1" (Gouyon and others 2006)
BEAT_WINDOW = 0.07  # s: the usual window of the beat tracking literature (Davies, Degara, Plumbley 2009)
PEER = "librosa beat_track"


class Heard(Struct):
    """Tempo in BPM, beats in seconds."""

    bpm: float
    beats: np.ndarray


def rows(folder: Path) -> list[Row]:
    """CPU seconds a minute of sound, the share of right tempi, the beats' F-measure and their median error."""
    pieces = sorted(folder.glob("*.flac"))
    truths = [json.loads(piece.with_suffix(".json").read_text(encoding="utf-8")) for piece in pieces]
    minutes = sum(truth["duration"] for truth in truths) / 60
    ears = {"everset": _everset, PEER: _librosa}
    costs = side_by_side({who: partial(_all, ear, pieces) for who, ear in ears.items()}, RUNS)
    scores = {who: [score(ear(piece), truth) for piece, truth in zip(pieces, truths, strict=True)]
              for who, ear in ears.items()}  # fmt: skip
    return [
        *against("cost of listening", "CPU s a minute", {who: cost / minutes for who, cost in costs.items()}, PEER),
        *_compared("tempo within 4 %", "share of pieces", scores, 0),
        *_compared("beats within 70 ms", "F-measure", scores, 1),
        *_compared("error of a matched beat, median", "ms", scores, 2),
    ]


def score(heard: Heard, truth: dict[str, object]) -> tuple[float, float, float]:
    """``(tempo right 0 or 1, F-measure of the beats, median error of matched beats in ms)``."""
    bpm, beats = float(str(truth["bpm"])), np.asarray(truth["beats"], float)
    right = float(abs(heard.bpm - bpm) <= TEMPO_TOLERANCE * bpm)
    if not len(heard.beats):
        return right, 0.0, 1000 * BEAT_WINDOW
    errors = np.abs(beats[:, None] - heard.beats[None, :]).min(axis=1)
    matched = errors[errors <= BEAT_WINDOW]
    measure = 2 * len(matched) / (len(beats) + len(heard.beats))
    return right, measure, 1000 * float(np.median(matched)) if len(matched) else 1000 * BEAT_WINDOW


def _compared(what: str, unit: str, scores: dict[str, list[tuple[float, float, float]]], column: int) -> list[Row]:
    gather = median if unit == "ms" else mean
    return against(what, unit, {who: gather(one[column] for one in found) for who, found in scores.items()}, PEER)


def _everset(piece: Path) -> Heard:
    analysis = analyse_file(piece)
    return Heard(analysis.bpm, np.asarray(analysis.beats))


def _librosa(piece: Path) -> Heard:
    wave, rate = librosa.load(piece, sr=22_050)
    tempo, beats = librosa.beat.beat_track(y=wave, sr=rate, units="time")
    return Heard(float(np.atleast_1d(tempo)[0]), np.asarray(beats))


def _all(ear: Callable[[Path], Heard], pieces: list[Path]) -> None:
    for piece in pieces:
        ear(piece)
