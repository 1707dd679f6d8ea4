"""Tracks made for the tests of choosing: plausible in everything that a test does not set."""

from planner.catalogue.analysis import Analysis, Key, Loudness, MixPoint, Phrase, Section
from planner.catalogue.track import Tags, Track
from planner.choosing.scorer import Scorer
from planner.training.export import to_onnx
from planner.training.network import random


def analysis(**changed: object) -> Analysis:
    """Four minutes at 120 BPM in A minor: intro, drop, outro; entered at 0 s and left at 208 s, 16 bars
    each."""
    fields: dict[str, object] = {
        "duration": 240.0,
        "sample_rate": 44_100,
        "channels": 2,
        "bpm": 120.0,
        "bpm_confidence": 1.0,
        "steady": True,
        "beats": [],
        "downbeats": [],
        "beats_per_bar": 4,
        "phrases": [Phrase(0.0, 16)],
        "sections": [
            Section(0.0, 32.0, "intro", 0.3),
            Section(32.0, 200.0, "drop", 0.9),
            Section(200.0, 240.0, "outro", 0.3),
        ],
        "key": Key("8A", "A minor", 1.0),
        "tuning_cents": 0.0,
        "energy": 0.6,
        "loudness": Loudness(-10.0, 6.0, -1.0),
        "spectrum": [0.5, 0.5, 0.5, 0.5, 0.5],
        "vocals": [],
        "mix_in": [MixPoint(0.0, 16, "intro")],
        "mix_out": [MixPoint(208.0, 16, "outro")],
        "trusted": True,
        "embedding": [],
        "waveform": [],
        "waveform_rate": 10.0,
        "seconds_spent": 1.0,
    }
    return Analysis(**{**fields, **changed})  # type: ignore[arg-type]


def track(name: str, *, artist: str = "", title: str = "", genre: str = "house", **changed: object) -> Track:
    """A track with id ``name``, by an artist of its own unless one is named."""
    tags = Tags(title=title or f"title {name}", artist=artist or f"artist {name}", genre=genre)
    return Track(id=name, path=f"/music/{name}.flac", tags=tags, analysis=analysis(**changed))


def key(camelot: str, confidence: float = 1.0) -> Key:
    """A key as the analysis gives it."""
    return Key(camelot, camelot, confidence)


def scorer(seed: int = 1) -> Scorer:
    """A scorer whose weights know nothing."""
    return Scorer(to_onnx(random(seed)))
