"""One section being played: where it lies, which chord sounds when, how bright it is."""

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

from stations.demo.scale import Chord
from stations.demo.score import BEATS_PER_BAR, Fill, Piece, Section, chords_over
from stations.demo.sound import SAMPLE_RATE, seeded


@dataclass
class Passage:
    """A section of ``piece`` that starts on the beat ``start``; ``number`` counts sections."""

    piece: Piece
    section: Section
    start: float
    number: int
    chords: list[tuple[float, Chord]] = field(init=False)
    _rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.chords = chords_over(self.piece, self.section)
        self._rng = seeded(self.piece.title, self.number)

    @property
    def beats(self) -> float:
        """Its length."""
        return float(self.section.bars * BEATS_PER_BAR)

    def swung(self, beat: float) -> float:
        """The beat with the piece's swing: odd sixteenths come late."""
        late = self.piece.swing if round(beat * 4) % 2 else 0.0
        return beat + 0.25 * late

    def frame(self, beat: float, loose: bool = False) -> int:
        """The frame of a beat counted from the section's start; ``loose`` adds the piece's human looseness."""
        frame = self.piece.frame(self.start + self.swung(beat))
        if loose and self.piece.human and beat % 1.0:
            frame += round(float(self._rng.normal(0.0, self.piece.human)) * SAMPLE_RATE)
        return frame

    def length(self, beats: float) -> int:
        """So many beats in frames, in steps of 16 so that notes can be shared."""
        return max(64, round(beats * self.piece.seconds_per_beat * SAMPLE_RATE) & ~15)

    def chord(self, beat: float) -> Chord:
        """The chord that sounds on a beat."""
        return self.chords[bisect_right(self.chords, beat + 1e-6, key=lambda pair: pair[0]) - 1][1]

    def bright(self, beat: float) -> float:
        """How far the filters are open, in quarter octaves so that notes can be shared."""
        low, high = self.section.bright
        return round((low + (high - low) * beat / self.beats) * 4) / 4

    def force(self, force: float) -> float:
        """A force with a little life, in steps so that notes can be shared."""
        return float(np.clip(round((force + float(self._rng.normal(0.0, 0.03))) * 10) / 10, 0.1, 1.0))

    @property
    def fill(self) -> Fill:
        """What its last bar does."""
        return self.piece.fills[self.section.fill] if self.section.fill else Fill()

    def muted(self, beat: float, stem: str) -> bool:
        """Whether the fill silences this stem on this beat."""
        quiet = stem == "drums" or (stem == "bass" and self.fill.bass)
        return quiet and beat >= self.beats - self.fill.mute - 1e-6 and self.fill.mute > 0
