"""One piece: a style, a clock, players and a form drawn from a seed, and the sound with its exact beats."""

from dataclasses import dataclass

import numpy as np

from stations.demo.notation import steps
from stations.demo.sound import SAMPLE_RATE, Sound, place
from stations.practice import parts, timbre
from stations.practice.clock import Clock, draw_periods
from stations.practice.form import PLAYERS, draw_form
from stations.practice.kit import draw_kit
from stations.practice.mix import draw_mix
from stations.practice.parts import Bar, Note
from stations.practice.styles import STYLES, Style

SECONDS = 36.0  # of a piece, unless it is asked for longer
TONES = ("bass", "chords", "tune", "pad")
POWER = ("power", "gallop", "riff")  # ways of playing that are a distorted guitar's


@dataclass(frozen=True)
class Practice:
    """Mono ``sound`` at 44,100 Hz; ``beats`` and ``downbeats`` in seconds; ``tempo``: how its clock went."""

    sound: Sound
    beats: np.ndarray
    downbeats: np.ndarray
    style: str
    tempo: str


def make_piece(seed: int, seconds: float = SECONDS) -> Practice:
    """The same piece for the same ``seed`` and length."""
    return _Session(np.random.default_rng(seed), seconds).play()


class _Session:
    """What was drawn for a piece, and the buses that it is played on."""

    def __init__(self, draw: np.random.Generator, seconds: float) -> None:
        self.draw = draw
        self.seconds = seconds
        weights = np.array([style.weight for style in STYLES])
        self.style: Style = STYLES[draw.choice(len(STYLES), p=weights / weights.sum())]
        self.bpm = float(np.exp(draw.uniform(*np.log(self.style.bpm))))
        beats = int(self.seconds * self.bpm / 60 * 1.5) + 8
        self.tempo, periods = draw_periods(draw, self.bpm, beats)
        self.live = draw.random() < self.style.live
        self.clock = Clock(periods, self._start(), *self._swing())
        self.bars = beats // self.style.beats
        self.form = draw_form(draw, self.bars, drums=bool(draw.random() < self.style.drums))
        self.chords = parts.draw_chords(draw, self.bars)
        self.key, self.scale = int(draw.integers(12)), parts.SCALES[draw.integers(len(parts.SCALES))]
        self.buses = {name: np.zeros(round(self.seconds * SAMPLE_RATE), np.float32) for name in PLAYERS}
        self.kicks: list[int] = []
        self.riff = parts.draw_riff(draw, self.style.beats, self.style.division)
        self.pushed = 0.5 if self.style.division == 4 and draw.random() < 0.12 else 0.0  # chords come early

    def _start(self) -> float:
        """Most pieces begin with their first bar at once; some were cut elsewhere, or begin with silence."""
        draw = self.draw
        kind = draw.random()
        if kind < 0.4:
            return 0.0
        return float(draw.uniform(0, 2.5)) if kind < 0.7 else -float(draw.uniform(0, self.style.beats * 60 / self.bpm))

    def _swing(self) -> tuple[float, float]:
        draw = self.draw
        if self.style.division != 4 or draw.random() >= self.style.swing:
            return 0.0, 0.5
        return float(draw.choice([0.5, 0.5, 1.0])), float(draw.uniform(0.53, 0.68))

    def play(self) -> Practice:
        self._drums()
        for name in TONES:
            self._tones(name)
        beat = round(60 / self.bpm * SAMPLE_RATE)
        sound = draw_mix(self.draw, self.buses, self.kicks, beat)
        times = self.clock.seconds(np.arange(self.bars * self.style.beats))
        inside = (times >= 0) & (times < self.seconds)
        firsts = np.arange(len(times)) % self.style.beats == 0
        return Practice(sound, times[inside], times[inside & firsts], self.style.name, self.tempo)

    def _drums(self) -> None:
        draw, style = self.draw, self.style
        kit = draw_kit(draw, style.kit)
        loose = float(draw.choice([0, 0, 0.08, 0.2]))
        loop = int(draw.choice([1, 1, 2, 4]))
        choices = {"kick": style.kicks, "snare": style.snares, "hat": style.hats, "other": style.others}
        patterns = {}
        for name, pool in choices.items():
            base = pool[draw.integers(len(pool))]
            patterns[name] = [base] + [parts.mutated(draw, base, loose) for _ in range(loop - 1)]
        self.kick_pattern = patterns["kick"][0]
        fills, every = draw.random() < 0.6, int(draw.choice([4, 8]))
        for bar in range(self.bars):
            for column, name in enumerate(choices):
                if self.form[bar, column]:
                    filled = fills and bar % every == every - 1 and name == "snare"
                    pattern = self._fill(patterns[name][bar % loop]) if filled else patterns[name][bar % loop]
                    self._strike(name, kit, pattern, bar)
            entering = bar > 0 and self.form[bar, :4].sum() > self.form[bar - 1, :4].sum()
            if self.form[bar, :4].any() and (entering or (fills and bar % every == 0 and draw.random() < 0.5)):
                self._sound("other", bar * style.beats, kit["crash"], 1.0)

    def _fill(self, pattern: str) -> str:
        """The last beat or two, or the whole bar, struck often."""
        steps_ = int(self.draw.choice([1, 1, 2, self.style.beats])) * self.style.division
        roll = "".join(str(self.draw.integers(4, 10)) if self.draw.random() < 0.75 else "." for _ in range(steps_))
        return pattern[: self.style.beats * self.style.division - steps_] + roll

    def _strike(self, name: str, kit: dict[str, Sound], pattern: str, bar: int) -> None:
        per_bar = self.style.beats * self.style.division
        for step, force in steps(pattern):
            if step < per_bar:
                at = bar * self.style.beats + step / self.style.division
                between = name == "hat" and pattern.startswith("..8") and step % self.style.division
                frame = self._sound(name, at, kit["open" if between else name], force)
                if name == "kick":
                    self.kicks.append(frame)

    def _tones(self, name: str) -> None:
        draw, style = self.draw, self.style
        way, pick = str(draw.choice(style.comps)), int(draw.integers(100))
        bass_way = str(draw.choice(style.basses))
        instrument = self._instrument(name, way)
        motif = [parts.draw_tune(draw, style.beats, style.division) for _ in range(2)]
        order = [(0, 0, 0, 1), (0, 1), (0, 1, 0, 0)][draw.integers(3)]
        octave = {"bass": 36, "chords": 60, "tune": 72, "pad": 60}[name] + 12 * int(draw.choice([-1, 0, 0, 0])) * (
            name != "bass"
        )
        octave -= 24 * (way in POWER and name == "chords")
        for bar in np.flatnonzero(self.form[:, PLAYERS.index(name)]):
            where = Bar(style.beats, style.division, self.chords[bar], self.riff)
            if name == "bass":
                notes = parts.bass_line(bass_way, where, draw, self.kick_pattern)
            elif name == "tune":
                notes = [Note(n.at, n.length, n.step + where.root, n.force) for n in motif[order[bar % len(order)]]]
            else:
                notes = parts.comping("pad" if name == "pad" else way, where, pick)
            chord = name == "pad" or (name == "chords" and way not in ("arpeggio", *POWER))
            if self.pushed and name in ("bass", "chords"):
                notes = [parts.pushed(note, self.pushed) for note in notes]
            for number, note in enumerate(notes):
                climb = (0, 2, 4, 7)[(number * (1 + pick % 3)) % 4] if name == "chords" and way == "arpeggio" else 0
                for step in (0, 2, 4) if chord else (climb,):
                    self._tone(name, instrument, int(bar * style.beats), note, note.step + step, octave)

    def _instrument(self, name: str, way: str) -> timbre.Play:
        tag = f"{name} {self.draw.integers(1 << 30)}"
        if name == "chords" and way in POWER:
            return timbre.draw_power(self.draw)
        maker = {
            "bass": timbre.draw_bass,
            "chords": timbre.draw_keys,
            "tune": timbre.draw_lead,
            "pad": timbre.draw_pad,
        }[name]
        return maker(self.draw, tag)

    def _tone(self, name: str, instrument: timbre.Play, start: int, note: Note, step: int, octave: int) -> None:  # noqa: PLR0913, PLR0917  a note's facts
        key, scale = self.key, self.scale
        begin, end = self.clock.seconds(np.array([start + note.at, start + note.at + note.length]))
        if end < 0 or begin > self.seconds:
            return
        midi = octave + key + 12 * (step // 7) + scale[step % 7]
        held = max(round((end - begin) * 50), 1) * SAMPLE_RATE // 50
        self._sound(name, start + note.at, instrument(int(midi), held, round(note.force * 4) / 4), 1.0)

    def _sound(self, name: str, at: float, sound: Sound, gain: float) -> int:
        """Places a sound at a beat; played by hand, it comes a little early or late. The frame."""
        time = float(self.clock.seconds(at))
        if self.live:
            time += float(self.draw.normal(0, 0.007))
            gain *= float(self.draw.uniform(0.7, 1.1))
        frame = round(time * SAMPLE_RATE)
        place(self.buses[name], frame, sound, gain)
        return frame
