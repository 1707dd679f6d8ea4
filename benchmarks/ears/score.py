"""How right an ear is about one piece, by the field's measures (mir_eval; Davies, Degara, Plumbley 2009; MIREX).

An answer is a dict as in ``analyse --json``; what it doesn't say is not scored, except that beats, tempo and key that
are asked for and not given are wrong.
"""

from collections.abc import Callable
from statistics import mean, median
from typing import Any

import mir_eval
import numpy as np
from msgspec import Struct

Answer = dict[str, Any]
Scores = dict[str, float]

TEMPO = 0.04  # of the true tempo: Gouyon and others 2006
LEVELS = (1.0, 2.0, 3.0, 1 / 2, 1 / 3)  # that accuracy 2 accepts
STEADY = 0.005  # s: a regular grid that stays this near may be mixed on
SETTLED = 5.0  # s from the start that are not scored, mir_eval's own custom
FRAMES = 10  # a second, in which vocal activity is compared
WRONG = 0.9  # CMLt below which a trusted grid was not to be trusted
FAIR = 0.5  # F below which beats are others, not late


class Column(Struct, frozen=True):
    """A measure: its unit, and how it is gathered over pieces."""

    unit: str
    gather: Callable[[list[float]], float] = mean


COLUMNS = {
    "acc1": Column("share of pieces"),
    "acc2": Column("share of pieces"),
    "beat F": Column("F-measure"),
    "CMLt": Column("share of beats"),
    "AMLt": Column("share of beats"),
    "downbeat F": Column("F-measure"),
    "g5": Column("share of pieces"),
    "offset": Column("ms", median),
    "p95": Column("ms", median),
    "key": Column("MIREX score"),
    "voice F": Column("F-measure"),
    "voice where none is": Column("share of time"),
    "trusted": Column("share of steady pieces"),
    "trusted and wrong": Column("pieces", sum),
    "layer changes": Column("recall within a bar"),
    "boundaries": Column("a minute"),
}


def score(truth: dict[str, Any], answer: Answer) -> Scores:
    """By column; those that this piece, or this ear, has nothing to say to are missing."""
    found = _tempo(truth, answer) | _beats(truth, answer) | _bars(truth, answer)
    return found | _key(truth, answer) | _voice(truth, answer) | _sections(truth, answer)


def gathered(pieces: list[Scores]) -> Scores:
    """Each column over all pieces that have it."""
    columns = {name: [one[name] for one in pieces if name in one] for name in COLUMNS}
    return {name: float(COLUMNS[name].gather(values)) for name, values in columns.items() if values}


def _tempo(truth: dict[str, Any], answer: Answer) -> Scores:
    if not truth.get("bpm"):
        return {}
    ratio = (answer.get("bpm") or 0.0) / truth["bpm"]
    near = {level: abs(ratio / level - 1) for level in LEVELS if abs(ratio / level - 1) <= TEMPO}
    level = min(near, key=lambda one: near[one]) if near else None
    found = {"acc1": float(1.0 in near), "acc2": float(bool(near))}
    if truth.get("beats") and truth.get("constant_tempo"):
        found["g5"] = float(level is not None and _strays(truth["beats"], answer["bpm"] / level) < STEADY)
    return found


def _strays(beats: list[float], bpm: float) -> float:
    """How far (s, median) the beats are from a regular grid of that tempo, laid as well as it can be."""
    times = np.asarray(beats)
    number = np.round((times - times[0]) / np.median(np.diff(times)))
    error = times - number * 60 / bpm
    return float(np.median(np.abs(error - np.median(error))))


def _beats(truth: dict[str, Any], answer: Answer) -> Scores:
    if not truth.get("beats") or "beats" not in answer:
        return {}
    true, heard = _settled(truth["beats"]), _settled(answer["beats"])
    steady = bool(truth.get("constant_tempo"))
    if len(heard) < 2:
        return {"beat F": 0.0, "CMLt": 0.0, "AMLt": 0.0} | _trust(answer, 0.0, steady)
    _, cmlt, _, amlt = mir_eval.beat.continuity(true, heard)
    found = {"beat F": float(mir_eval.beat.f_measure(true, heard)), "CMLt": float(cmlt), "AMLt": float(amlt)}
    error = _errors(true, heard)
    near = error[np.abs(error) < np.median(np.diff(true)) / 4]
    if steady and len(near) >= 0.4 * len(true):
        found["offset"] = 1000 * float(np.median(near))
    if found["beat F"] >= FAIR:
        found["p95"] = 1000 * float(np.percentile(np.abs(near), 95))
    return found | _trust(answer, found["CMLt"], steady)


def _trust(answer: Answer, cmlt: float, steady: bool) -> Scores:
    if "trusted" not in answer:
        return {}
    wrong = {"trusted and wrong": float(answer["trusted"] and cmlt < WRONG)}
    return wrong | ({"trusted": float(answer["trusted"])} if steady else {})


def _bars(truth: dict[str, Any], answer: Answer) -> Scores:
    if not truth.get("downbeats") or answer.get("downbeats") is None:
        return {}
    heard = _settled(answer["downbeats"])
    return {"downbeat F": float(mir_eval.beat.f_measure(_settled(truth["downbeats"]), heard)) if len(heard) else 0.0}


def _settled(times: list[float]) -> np.ndarray:
    return np.asarray(mir_eval.beat.trim_beats(np.sort(np.asarray(times, float)), SETTLED))


def _errors(true: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """From each true beat to the heard one that is nearest, in s; positive: heard late."""
    after = np.clip(np.searchsorted(heard, true), 1, len(heard) - 1)
    nearer = np.abs(heard[after] - true) < np.abs(heard[after - 1] - true)
    return np.where(nearer, heard[after], heard[after - 1]) - true


def _key(truth: dict[str, Any], answer: Answer) -> Scores:
    if not truth.get("key") or "key" not in answer:
        return {}
    name = answer["key"] and answer["key"].get("name")
    return {"key": float(mir_eval.key.weighted_score(truth["key"], name)) if name else 0.0}


def _voice(truth: dict[str, Any], answer: Answer) -> Scores:
    if truth.get("vocal_activity") is None or answer.get("vocals") is None:
        return {}
    frames = int(truth["duration"] * FRAMES)
    true, heard = _active(truth["vocal_activity"], frames), _active(answer["vocals"], frames)
    if not true.any():
        return {"voice where none is": float(heard.mean())}
    return {"voice F": float(2 * (true & heard).sum() / (true.sum() + heard.sum()))}


def _active(spans: list[list[float]], frames: int) -> np.ndarray:
    active = np.zeros(frames, bool)
    for start, end in spans:
        active[int(start * FRAMES) : int(end * FRAMES)] = True
    return active


def _sections(truth: dict[str, Any], answer: Answer) -> Scores:
    """A bar is four beats where bars are not known."""
    if not truth.get("layer_changes") or not truth.get("bpm") or answer.get("sections") is None:
        return {}
    bar = float(np.median(np.diff(truth["downbeats"]))) if truth.get("downbeats") else 240 / truth["bpm"]
    edges = np.array([section["start"] for section in answer["sections"][1:]])
    hit = [bool(len(edges)) and np.abs(edges - change).min() <= bar for change in truth["layer_changes"]]
    return {"layer changes": mean(map(float, hit)), "boundaries": 60 * len(edges) / truth["duration"]}
