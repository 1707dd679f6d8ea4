"""Imagined tracks: an analysis without a sound, as different from each other as a mixed collection's are."""

import numpy as np

from planner.catalogue.analysis import Analysis, Key, Loudness, MixPoint, Section
from planner.catalogue.track import Tags, Track

#: Genre, with its usual tempo and energy.
GENRES = (
    ("house", 124.0, 0.6),
    ("techno", 132.0, 0.75),
    ("drum and bass", 174.0, 0.85),
    ("hip-hop", 92.0, 0.45),
    ("chill-out", 100.0, 0.25),
    ("trance", 138.0, 0.7),
)
SECTIONS = ("intro", "verse", "build", "drop", "break", "chorus", "outro")


def imagined(count: int, seed: int) -> list[Track]:
    """``count`` tracks of four minutes, the same for the same ``seed``."""
    chance = np.random.default_rng(seed)
    return [_track(f"imagined-{seed}-{number}", chance) for number in range(count)]


def _track(id: str, chance: np.random.Generator) -> Track:
    genre, bpm, energy = GENRES[chance.integers(len(GENRES))]
    tags = Tags(title=id, artist=f"artist of {id}", genre=genre)
    return Track(id=id, path=f"/{id}", tags=tags, analysis=_analysis(bpm, energy, chance))


def _analysis(bpm: float, energy: float, chance: np.random.Generator) -> Analysis:
    duration = 240.0
    camelot = f"{chance.integers(1, 13)}{chance.choice(['A', 'B'])}"
    loudness = Loudness(float(chance.normal(-10.0, 2.0)), 6.0, -0.5)
    voice = float(chance.uniform(0.0, 60.0))
    return Analysis(
        duration=duration,
        sample_rate=44_100,
        channels=2,
        bpm=bpm + float(chance.normal(0.0, 3.0)),
        bpm_confidence=0.9,
        steady=True,
        beats=[],
        downbeats=[],
        beats_per_bar=4,
        phrases=[],
        sections=_sections(duration, chance),
        key=Key(camelot, "", float(chance.uniform(0.4, 1.0))),
        tuning_cents=0.0,
        energy=float(np.clip(energy + chance.normal(0.0, 0.15), 0.0, 1.0)),
        loudness=loudness,
        spectrum=[float(band) for band in chance.uniform(0.1, 0.9, 5)],
        vocals=[(0.0, voice / 2.0), (duration - voice, duration)],
        mix_in=[MixPoint(0.0, 16, "")],
        mix_out=[MixPoint(duration - 40.0, 16, "")],
        trusted=True,
        embedding=[],
        waveform=[],
        waveform_rate=1.0,
        seconds_spent=0.0,
    )


def _sections(duration: float, chance: np.random.Generator) -> list[Section]:
    edges = np.linspace(0.0, duration, 9)
    labels = chance.choice(SECTIONS, 8)
    return [
        Section(float(start), float(end), str(label), 0.5)
        for start, end, label in zip(edges[:-1], edges[1:], labels, strict=True)
    ]
