"""A band of General MIDI instruments that plays what chance writes: chords, a riff or a free lead, a beat."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pretty_midi
import tinysoundfont

from stations.demo.sound import SAMPLE_RATE

SOUNDFONT = Path(pretty_midi.__file__).parent / "TimGM6mb.sf2"
VOICES = frozenset({52, 53, 54, 85, 91})  # choirs and the like: nobody could say whether that is a voice
DISTORTED = (29, 30)
DRUMS, BASS, CHORDS, LEAD, PAD = 9, 0, 1, 2, 3  # channels
BAR = 16  # steps
CENTRE = 8192  # of the pitch wheel


class Event(NamedTuple):
    """At ``time`` s: ``what`` is on, off, bend or modulate, of a key or by a value."""

    time: float
    what: str
    channel: int
    value: int
    force: float = 0.0


class Band:
    """What does not change while it plays."""

    def __init__(self, draw: random.Random, scale: Sequence[int]) -> None:
        self.scale = scale
        self.step = 60 / draw.uniform(70, 180) / 4
        self.tonic = draw.randint(0, 11)
        programs = [_program(draw, *span) for span in ((32, 39), (0, 31), (0, 119), (40, 103))]
        self.distorted = draw.random() < 0.25
        if self.distorted:
            programs[CHORDS] = draw.choice(DISTORTED)
        self.kit = draw.choice([0, 8, 16, 24, 25])
        self.programs = programs
        self.roots = [draw.choice([0, 2, 3, 4, 5]) for _ in range(4)]
        self.plays = [draw.random() < share for share in (0.9, 0.85, 0.7, 0.5)]
        self.drums = draw.random() < 0.85
        kick = [draw.random() < share for share in [0.9, 0.1, 0.3, 0.1] * 4]
        snare = [step % 8 == 4 or draw.random() < 0.06 for step in range(BAR)]
        self.beat = (kick, snare, [draw.random() < draw.uniform(0.4, 1) for _ in range(BAR)])
        self.bass = [draw.random() < 0.5 for _ in range(BAR)]
        self.chords = [True, *[draw.random() < 0.25 for _ in range(BAR)][1:]]
        self.riff = [(step, draw.choice(scale) + draw.choice([0, 12]), draw.choice([1, 2, 2, 4, 8]))
                     for step in range(4 * BAR) if draw.random() < draw.choice([0.2, 0.35])]  # fmt: skip
        self.free = draw.random() < 0.5

    def bar(self, draw: random.Random, number: int) -> Iterator[Event]:
        """The events of one bar."""
        start, degree = number * BAR * self.step, self.roots[number % 4]
        chord = [self.scale[(degree + third) % 7] + 12 * ((degree + third) // 7) for third in (0, 2, 4)]
        for step in range(BAR):
            yield from self._step(draw, step, start + step * self.step + draw.uniform(-0.004, 0.004), chord)
        if self.plays[PAD]:
            for note in chord:
                yield from self._note(start, PAD, 55 + self.tonic + note, 15.5, _force(draw, 0.5))
        if self.plays[LEAD]:
            yield from self._lead(draw, number, start)

    def _step(self, draw: random.Random, step: int, time: float, chord: list[int]) -> Iterator[Event]:
        if self.drums:
            keys = (36, draw.choice([38, 38, 40]), draw.choice([42, 42, 46]))
            for pattern, key in zip(self.beat, keys, strict=True):
                if pattern[step]:
                    yield Event(time, "on", DRUMS, key, _force(draw, 0.8))
                    yield Event(time + 0.1, "off", DRUMS, key)
        if self.plays[BASS] and self.bass[step]:
            yield from self._note(time, BASS, 36 + (self.tonic + chord[0]) % 12, 1.8, _force(draw, 0.8))
        if self.plays[CHORDS] and self.chords[step]:
            for note in chord[:2] if self.distorted else chord:
                key = 48 + self.tonic + note
                force, steps = _force(draw, 0.6), draw.choice([1, 2, 6])
                yield from self._note(time, CHORDS, key if key < 84 else key - 12, steps, force)

    def _lead(self, draw: random.Random, number: int, start: float) -> Iterator[Event]:
        notes = [note for note in self.riff if note[0] // BAR == number % 4]
        if self.free:
            notes = [(step, draw.choice(self.scale) + draw.choice([0, 12]), draw.choice([1, 2, 4, 6]))
                     for step in range(BAR) if draw.random() < 0.3]  # fmt: skip
        for step, degree, steps in notes:
            time = start + step % BAR * self.step
            yield from self._note(
                time, LEAD, 60 + self.tonic + degree - 12 * (self.tonic > 6), steps, _force(draw, 0.75)
            )
            if draw.random() < 0.15:
                for part in range(10):
                    yield Event(time + 0.02 * part, "bend", LEAD, CENTRE - int(4096 * (1 - part / 9)))
            if draw.random() < 0.2 and steps >= 4:
                yield Event(time + 0.15, "modulate", LEAD, draw.randint(40, 127))
                yield Event(time + steps * self.step, "modulate", LEAD, 0)

    def _note(self, time: float, channel: int, key: int, steps: float, force: float) -> Iterator[Event]:
        yield Event(time, "on", channel, key, force)
        yield Event(time + steps * self.step, "off", channel, key)


def played(draw: random.Random, seconds: float, scale: Sequence[int]) -> np.ndarray:
    """Stereo ``(frames, 2)`` at 44,100 Hz."""
    synth = tinysoundfont.Synth(samplerate=SAMPLE_RATE)
    font, band = synth.sfload(str(SOUNDFONT)), Band(draw, scale)
    synth.program_select(DRUMS, font, 128, band.kit, True)
    for channel, program in enumerate(band.programs):
        synth.program_select(channel, font, 0, program)
    bars = int(seconds / (BAR * band.step)) + 1
    events = sorted((event for number in range(bars) for event in band.bar(draw, number)), key=lambda one: one.time)
    return _sound(synth, events, round(seconds * SAMPLE_RATE))


def _sound(synth: Any, events: Sequence[Event], frames: int) -> np.ndarray:
    parts, at = [], 0
    for event in [*events, Event(frames / SAMPLE_RATE, "end", 0, 0)]:
        count = min(round(event.time * SAMPLE_RATE), frames) - at
        if count > 0:
            parts.append(np.frombuffer(bytes(synth.generate(count)), np.float32).reshape(-1, 2).copy())
            at += count
        _do(synth, event)
    return np.concatenate(parts)


def _do(synth: Any, event: Event) -> None:
    if event.what == "on":
        synth.noteon(event.channel, min(event.value, 110), int(event.force * 127))
    elif event.what == "off":
        synth.noteoff(event.channel, min(event.value, 110))
    elif event.what == "bend":
        synth.pitchbend(event.channel, event.value)
    elif event.what == "modulate":
        synth.control_change(event.channel, 1, event.value)


def _program(draw: random.Random, low: int, high: int) -> int:
    return draw.choice([program for program in range(low, high + 1) if program not in VOICES])


def _force(draw: random.Random, about: float) -> float:
    return float(np.clip(about + draw.uniform(-0.2, 0.2), 0.1, 1.0))
