"""What listening to one file found; the shape of the contract's ``analyse --json``."""

from msgspec import Struct


class Phrase(Struct, frozen=True):
    """``bars`` bars from ``start`` seconds on; starts lie on downbeats."""

    start: float
    bars: int


class Section(Struct, frozen=True):
    """A stretch of one character. ``label``: intro, verse, build, drop, break, chorus, outro. ``energy`` 0..1."""

    start: float
    end: float
    label: str
    energy: float


class Key(Struct, frozen=True):
    """``camelot`` 1A..12B, ``name`` like "A minor", ``confidence`` 0..1."""

    camelot: str
    name: str
    confidence: float


class Loudness(Struct, frozen=True):
    """EBU R128: integrated LUFS, range in LU, true peak in dBTP."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


class MixPoint(Struct, frozen=True):
    """Where a track may be entered or left: ``time`` s on a phrase boundary, the ``bars`` that fit there, why."""

    time: float
    bars: int
    reason: str


class Analysis(Struct, frozen=True, kw_only=True):
    """Everything that listening found. Times in seconds of the decoded file; ``spectrum``: five bands 0..1
    (0–200, 200–500, 500–2k, 2k–8k, 8k–20k Hz); ``bpm_alternative``: the tempo an octave away, where others
    might tap that; ``trusted``: the beat grid may be mixed on; ``ear``: the version
    of the ear that heard it, 0 before they had one."""

    duration: float
    sample_rate: int
    channels: int
    bpm: float
    bpm_confidence: float
    bpm_alternative: float | None = None
    steady: bool
    beats: list[float]
    downbeats: list[float]
    beats_per_bar: int
    phrases: list[Phrase]
    sections: list[Section]
    key: Key
    tuning_cents: float
    energy: float
    loudness: Loudness
    spectrum: list[float]
    vocals: list[tuple[float, float]]
    mix_in: list[MixPoint]
    mix_out: list[MixPoint]
    trusted: bool
    embedding: list[float]
    waveform: list[float]  # peak 0..1 of each of `waveform_rate` slices a second, for pictures
    waveform_rate: float
    seconds_spent: float
    ear: int = 0
