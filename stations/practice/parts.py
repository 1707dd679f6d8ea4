"""What the players play, in beats: harmony, bass lines, chords, tunes; ``Hit`` for drums, ``Note`` for tones."""

from dataclasses import dataclass

import numpy as np

from stations.demo.notation import steps

SCALES = (
    (0, 2, 4, 5, 7, 9, 11),
    (0, 2, 3, 5, 7, 8, 10),
    (0, 2, 3, 5, 7, 9, 10),
    (0, 1, 3, 5, 7, 8, 10),
    (0, 2, 4, 5, 7, 9, 10),
)
PROGRESSIONS = (
    (0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4), (0, 3, 4, 0), (0, 0, 3, 4), (0, 6, 5, 6), (0, 5, 2, 6), (0, 3), (0, 0),
    (0, 6), (1, 4, 0, 0), (0, 2, 3, 4), (0, 0, 0, 0), (0, 3, 0, 4), (0, 6, 3, 0), (5, 4, 3, 4),
)  # fmt: skip


@dataclass(frozen=True)
class Note:
    """``at`` and ``length`` in beats; ``step`` of the scale, 7 to the octave."""

    at: float
    length: float
    step: int
    force: float = 0.8


@dataclass(frozen=True)
class Bar:
    """The beats and the division of a bar, the step of the scale on which its chord stands, and the piece's riff."""

    beats: int
    division: int
    root: int
    riff: tuple[Note, ...] = ()


def draw_chords(draw: np.random.Generator, bars: int) -> list[int]:
    """A root for each bar: a progression that repeats, its chords one bar or two long."""
    progression = PROGRESSIONS[draw.integers(len(PROGRESSIONS))]
    length = int(draw.choice([1, 1, 1, 2]))
    return [progression[bar // length % len(progression)] for bar in range(bars)]


def bass_line(way: str, bar: Bar, draw: np.random.Generator, kicks: str) -> list[Note]:  # noqa: PLR0911  a way each
    """One bar of bass in a way of playing; ``kicks`` for the ways that follow the drum."""
    beats, unit = bar.beats, 1.0 / bar.division
    off = 0.5 if bar.division == 4 else 2 / 3
    if way in ("held", "bar"):
        return [Note(0, beats * (0.95 if way == "held" else 0.3), bar.root)]
    if way == "kick":
        hits = [step * unit for step, _ in steps(kicks) if step < beats * bar.division]
        return [Note(at, 0.4, bar.root) for at in hits]
    if way == "riff":
        return _on(bar.root, bar.riff)
    if way == "walking":
        path = (0, 2, 4, 5, 4, 2, 1, 3)
        return [Note(beat, 0.9, bar.root + path[(beat + int(draw.integers(2))) % 8]) for beat in range(beats)]
    grids = {
        "root": (1.0, 0.0), "halves": (2.0, 0.0), "eighths": (0.5 if bar.division == 4 else 1 / 3, 0.0),
        "offbeat": (1.0, off), "sixteenths": (unit, 0.0),
    }  # fmt: skip
    if way in grids:
        every, first = grids[way]
        return [
            Note(at, every * 0.85 if way != "offbeat" else 0.4, bar.root)
            for at in np.arange(first, beats - 1e-6, every)
        ]
    if way == "rolling":
        return [
            Note(beat + step * unit, unit * 0.9, bar.root) for beat in range(beats) for step in range(1, bar.division)
        ]
    if way == "octaves":
        return [Note(at, 0.4, bar.root + 7 * (i % 2)) for i, at in enumerate(np.arange(0, beats - 1e-6, off))][
            : beats * 2
        ]
    if way == "tresillo":
        return [Note(at, 0.6, bar.root + (4 if at else 0)) for at in tresillo(beats)]
    return _syncopated(bar, unit)


def _syncopated(bar: Bar, unit: float) -> list[Note]:
    """On the one, and on places between beats; the same in every bar with the same number of beats."""
    places = (0, 3, 6, 10, 14) if bar.division == 4 else (0, 2, 5, 8)
    return [
        Note(place * unit, 2 * unit, bar.root + (0, 0, 4, 0, 6)[i])
        for i, place in enumerate(places)
        if place * unit < bar.beats
    ]


def tresillo(beats: int) -> list[float]:
    """3 + 3 + 2 eighths, over and over."""
    return [base + at for base in range(0, beats, 4) for at in (0.0, 1.5, 3.0) if base + at < beats]


def comping(way: str, bar: Bar, pick: int) -> list[Note]:
    """One bar of chords: where they are struck, by their root; the voicing is the player's."""
    beats, unit = bar.beats, 1.0 / bar.division
    off = 0.5 if bar.division == 4 else 2 / 3
    if way == "riff":
        return _on(bar.root, bar.riff)
    places: dict[str, list[tuple[float, float]]] = {
        "pad": [(0, beats * 0.98)],
        "quarters": [(beat, 0.8) for beat in range(beats)],
        "eighths": [(at, 0.4) for at in np.arange(0, beats - 1e-6, 0.5 if bar.division == 4 else 1 / 3)],
        "offbeat": [(beat + off, 0.3) for beat in range(beats)],
        "backbeat": [(beat, 0.4) for beat in range(1, beats, 1 if beats in (3, 5) else 2)],
        "tresillo": [(at, 0.5) for at in tresillo(beats)],
        "power": [(at, 0.45) for at in np.arange(0, beats - 1e-6, 0.5)]
        if pick % 3
        else [(0, beats / 2), (beats / 2, beats / 2)],
        "gallop": [(beat + at, 0.2) for beat in range(beats) for at in (0, 0.5, 0.75)],
        "scratch": [(step * unit, 0.1) for step in range(beats * bar.division) if (step * 5 + pick) % 7 < 4],
        "strum": [(at, 0.5) for at in (0, 1, 1.5, 2.5, 3, 3.5) if at < beats],
        "stabs": [(step * unit, 0.3) for step in STABS[pick % len(STABS)] if step < beats * bar.division],
        "arpeggio": [
            (step * unit, unit * 0.9)
            for step in range(0, beats * bar.division, 2 if pick % 2 and bar.division == 4 else 1)
        ],
    }  # fmt: skip
    return [Note(at, length, bar.root) for at, length in places[way]]


STABS = ((0, 3, 6), (0, 6, 12), (2, 5, 10, 13), (3, 6, 11), (0, 10), (4, 12), (0, 7, 14), (0, 3, 8, 11))


def draw_riff(draw: np.random.Generator, beats: int, division: int) -> tuple[Note, ...]:
    """A figure that fills a bar, of strokes on beats, between them, and between those."""
    chance = np.tile((0.75, 0.3, 0.6, 0.35) if division == 4 else (0.8, 0.3, 0.55), beats)
    struck = np.flatnonzero(draw.random(len(chance)) < chance ** draw.uniform(0.4, 2))
    ends = np.append(struck, len(chance))[1:]
    ways = draw.choice([0, 0, 0, 0, 1, 2, 4, 6, -1], len(struck))
    return tuple(
        Note(at / division, (end - at) / division * 0.85, int(way))
        for at, end, way in zip(struck, ends, ways, strict=True)
    )


def _on(root: int, riff: tuple[Note, ...]) -> list[Note]:
    return [Note(note.at, note.length, note.step + root, note.force) for note in riff]


def pushed(note: Note, early: float) -> Note:
    """What stands on the one comes so many beats before it."""
    return Note(-early, note.length + early, note.step, note.force) if note.at == 0 else note


def draw_tune(draw: np.random.Generator, beats: int, division: int) -> list[Note]:
    """A motif of one bar: rhythm and steps around the chord."""
    lengths = (0.5, 0.5, 1, 1, 1.5, 0.25, 2) if division == 4 else (1 / 3, 2 / 3, 1, 1, 2)
    at = float(draw.choice([0, 0, 0, 0.5, 1])) if division == 4 else 0.0
    step, notes = int(draw.choice([0, 2, 4])), []
    while at < beats:
        length = float(draw.choice(lengths))
        if draw.random() < 0.85:
            notes.append(Note(at, min(length, beats - at) * 0.9, step, float(draw.uniform(0.6, 1))))
        at += length
        step = int(np.clip(step + draw.integers(-2, 3), -4, 9))
    return notes


def mutated(draw: np.random.Generator, pattern: str, amount: float) -> str:
    """Some strokes left out, some added softly."""
    marks = [
        "."
        if mark != "." and draw.random() < amount
        else str(draw.integers(3, 8))
        if mark == "." and draw.random() < amount / 2
        else mark
        for mark in pattern
    ]
    return "".join(marks)
