"""A piece as data: tempo, key, chords, layers and the sections that play them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stations.demo.fm import Fm
from stations.demo.padsynth import Pad
from stations.demo.scale import Chord, Key, key_of, progression
from stations.demo.singer import Singer
from stations.demo.sound import SAMPLE_RATE
from stations.demo.synth import Patch

BEATS_PER_BAR = 4


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One instrument's part. ``gain`` in dB, ``pan`` −1..1, sends to ``reverb`` and ``delay`` 0..1; ``duck``: pumps.

    ``stem``: drums, bass, other or vocals.
    """

    name: str
    gain: float = -12.0
    pan: float = 0.0
    reverb: float = 0.0
    delay: float = 0.0
    duck: bool = True
    stem: str = "other"


@dataclass(frozen=True, kw_only=True)
class Beat(Layer):
    """A drum pattern: the kit's sound → its steps (see notation)."""

    hits: Mapping[str, str]
    gain: float = 0.0
    stem: str = "drums"


@dataclass(frozen=True, kw_only=True)
class Line(Layer):
    """A line of single notes. ``follow``: degrees count from the chord of the moment; ``hold``: share that sounds."""

    patch: Patch | Fm
    notes: str
    octave: int = 4
    follow: bool = False
    hold: float = 0.9


@dataclass(frozen=True, kw_only=True)
class Stabs(Layer):
    """The chord of the moment in a rhythm; ``length`` in sixteenths, voiced around the MIDI pitch ``centre``."""

    patch: Patch | Fm
    rhythm: str
    length: float = 1.5
    centre: int = 62


@dataclass(frozen=True, kw_only=True)
class Bed(Layer):
    """The chord of the moment, held."""

    pad: Pad
    centre: int = 60


@dataclass(frozen=True, kw_only=True)
class Arp(Layer):
    """The chord's notes one after another: ``order`` picks them (higher numbers go on an octave up)."""

    patch: Patch | Fm
    order: str = "0 1 2 3 2 1"
    rate: float = 1.0
    length: float = 0.9
    centre: int = 69


@dataclass(frozen=True, kw_only=True)
class Song(Layer):
    """A sung line: notes with syllables."""

    singer: Singer
    notes: str
    octave: int = 4
    stem: str = "vocals"
    duck: bool = False
    gain: float = -9.0
    reverb: float = 0.35
    delay: float = 0.2


@dataclass(frozen=True, kw_only=True)
class Surface(Layer):
    """The crackle of a worn record."""

    gain: float = -16.0
    duck: bool = False


@dataclass(frozen=True)
class Fill:
    """What happens in the last bar of a section: ``hits`` join, and for the last ``mute`` beats the rest of the drums
    (and with ``bass`` the bass too) is silent."""

    hits: Mapping[str, str] = field(default_factory=dict)
    mute: float = 0.0
    bass: bool = False


@dataclass(frozen=True)
class Section:
    """``bars`` bars of one character. ``play``: names of layers; ``bright``: octaves that filters open, start and end.

    ``fx``: any of crash, boom, riser, down, roll (a snare that accelerates). ``fill``: a name in the piece's fills.
    """

    label: str
    bars: int
    play: str
    bright: tuple[float, float] = (0.0, 0.0)
    fx: str = ""
    fill: str = ""
    chords: str = "main"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A whole piece. ``swing``: how late odd sixteenths come, in sixteenths; ``human``: s of looseness off the beat;
    ``pump``: depth of the side chain 0..1; ``levels``: dB by stem, on top of the desk's; ``loudness`` in LUFS;
    ``lead_in``: s before the first beat."""

    title: str
    artist: str
    album: str
    genre: str
    bpm: float
    key: str
    kit: str
    chords: Mapping[str, str]
    layers: tuple[Layer, ...]
    sections: tuple[Section, ...]
    fills: Mapping[str, Fill] = field(default_factory=dict)
    turn: str = ""
    swing: float = 0.0
    human: float = 0.0
    pump: float = 0.7
    levels: Mapping[str, float] = field(default_factory=dict)
    drive: float = 1.2
    loudness: float = -10.0
    reverb: float = 2.0
    delay: float = 0.75
    lead_in: float = 0.0
    tail: float = 2.5
    tempo_alt: tuple[float, ...] = ()
    total: float | None = None

    @property
    def scale(self) -> Key:
        """Its key."""
        return key_of(self.key)

    @property
    def bars(self) -> int:
        """How many bars its sections have."""
        return sum(section.bars for section in self.sections)

    @property
    def seconds_per_beat(self) -> float:
        """The length of a beat."""
        return 60.0 / self.bpm

    @property
    def duration(self) -> float:
        """Its length in s: lead-in, bars and tail, unless ``total`` says otherwise."""
        music = self.lead_in + self.bars * BEATS_PER_BAR * self.seconds_per_beat
        return music + self.tail if self.total is None else self.total

    def frame(self, beat: float) -> int:
        """The frame nearest to a beat, counted from the first."""
        return round((self.lead_in + beat * self.seconds_per_beat) * SAMPLE_RATE)

    def starts(self) -> list[float]:
        """The beat on which each section starts."""
        beats, at = [], 0.0
        for section in self.sections:
            beats.append(at)
            at += section.bars * BEATS_PER_BAR
        return beats

    def layer(self, name: str) -> Layer:
        """The layer of that name; KeyError when there is none."""
        return {layer.name: layer for layer in self.layers}[name]


def chords_over(piece: Piece, section: Section) -> list[tuple[float, Chord]]:
    """The section's chords with the beat, from its start, on which each begins; the progression repeats."""
    chords, out, at = progression(piece.chords[section.chords]), [], 0.0
    while at < section.bars * BEATS_PER_BAR:
        for chord in chords:
            if at < section.bars * BEATS_PER_BAR:
                out.append((at, chord))
            at += chord.beats
    return out
