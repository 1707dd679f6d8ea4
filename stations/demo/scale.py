"""Keys, scales and chords: from scale degrees to MIDI pitches."""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.errors import UsageError

TONICS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
MODES = {"minor": (0, 2, 3, 5, 7, 8, 10), "major": (0, 2, 4, 5, 7, 9, 11)}
KINDS = {
    "": (0, 2, 4),
    "5": (0, 4),
    "7": (0, 2, 4, 6),
    "9": (0, 2, 4, 6, 8),
    "a9": (0, 2, 4, 8),
    "s2": (0, 1, 4),
    "s4": (0, 3, 4),
    "6": (0, 2, 4, 5),
    "M": (0, 2, 4),
    "M7": (0, 2, 4, 6),
}
_CHORD = re.compile(r"(-?\d+)(?:_(\w+?))?(?:x([\d.]+))?")


@dataclass(frozen=True)
class Key:
    """A tonic (0 = C) and a mode, ``minor`` or ``major``."""

    tonic: int
    mode: str

    @property
    def name(self) -> str:
        """As musicians say it: ``A minor``."""
        return f"{TONICS[self.tonic]} {self.mode}"

    @property
    def camelot(self) -> str:
        """The DJ's wheel: 1A..12A minor, 1B..12B major; a fifth up is one step on."""
        relative = self.tonic if self.mode == "major" else (self.tonic + 3) % 12
        return f"{(relative * 7 + 7) % 12 + 1}{'B' if self.mode == 'major' else 'A'}"

    def pitch(self, degree: int, octave: int = 4, raised: int = 0) -> int:
        """MIDI pitch of a scale degree (0 = tonic, 7 = an octave up), ``raised`` semitones."""
        octaves, step = divmod(degree, 7)
        return 12 * (octave + 1 + octaves) + self.tonic + MODES[self.mode][step] + raised


@lru_cache(maxsize=64)
def key_of(name: str) -> Key:
    """A key from ``A minor`` or from the wheel, ``8A``. Raises UsageError when it is neither."""
    for tonic in range(12):
        for mode in MODES:
            key = Key(tonic, mode)
            if name.strip().lower() in (key.name.lower(), key.camelot.lower()):
                return key
    raise UsageError(f"no such key: {name!r}; write it as 'A minor' or as '8A'")


@dataclass(frozen=True)
class Chord:
    """A chord on a scale degree for ``beats`` beats; ``kind`` is one of KINDS (``M``: with a major third)."""

    degree: int
    kind: str
    beats: float

    def pitches(self, key: Key, octave: int = 4) -> list[int]:
        """Its notes upwards from the root, in thirds of the scale."""
        notes = [key.pitch(self.degree + step, octave) for step in KINDS[self.kind]]
        if self.kind.startswith("M"):
            notes[1] = notes[0] + 4
        return notes

    def voiced(self, key: Key, centre: int) -> list[int]:
        """Its notes gathered within half an octave of ``centre``: common tones stay, the others move by steps."""
        return sorted({p + 12 * round((centre - p) / 12) for p in self.pitches(key)})


def progression(text: str) -> tuple[Chord, ...]:
    """Chords from ``0_9 5_7x2 3``: degree, ``_kind``, ``xbars`` (1 bar unless told)."""
    chords = []
    for token in text.split():
        match = _CHORD.fullmatch(token)
        if match is None or (match[2] or "") not in KINDS:
            raise UsageError(f"no such chord: {token!r}; write degree_kindxbars, with a kind of {sorted(KINDS)}")
        chords.append(Chord(int(match[1]), match[2] or "", 4.0 * float(match[3] or 1)))
    return tuple(chords)
