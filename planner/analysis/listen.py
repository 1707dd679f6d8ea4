"""Listens to one file: the composition of the whole ear."""

import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soxr

from engine.errors import SetAside
from planner.analysis import beatwise as at
from planner.analysis.beats import Beats, find_beats
from planner.analysis.downbeats import find_bars
from planner.analysis.ear import shipped
from planner.analysis.embedding import embed
from planner.analysis.energy import five_bands, whole_energy
from planner.analysis.features import Features, extract
from planner.analysis.framing import RATE
from planner.analysis.key import find_key
from planner.analysis.loudness import SILENCE
from planner.analysis.mixpoints import mix_in_points, mix_out_points, sounding_end
from planner.analysis.phrases import find_phrases
from planner.analysis.pitch import tuning_cents
from planner.analysis.sections import find_sections
from planner.analysis.trust import is_trusted
from planner.analysis.vocals import find_vocals
from planner.analysis.waveform import PER_SECOND
from planner.catalogue.analysis import Analysis
from planner.library.decode import MAX_SECONDS, decode_blocks, probe
from planner.library.fileinfo import FileInfo

#: Raised with whatever makes the ear hear something else: what an older one heard is then listened to again.
EAR = 3
SHORTEST = 10.0  # s: less is a jingle, not a track


def analyse_file(path: Path, max_seconds: float = MAX_SECONDS) -> Analysis:
    """Everything that can be heard in the file; SetAside says why it can't be used.

    The file is decoded once, block by block, so that memory hardly grows with its length.
    """
    began = time.process_time()
    return _heard(decode_blocks(path, RATE, max_seconds), probe(path), began)


def analyse_pcm(pcm: np.ndarray, sample_rate: int, source: FileInfo) -> Analysis:
    """The same for sound in memory: float32 ``(frames, 2)`` at ``sample_rate``."""
    began = time.process_time()
    sound = pcm if sample_rate == RATE else soxr.resample(pcm, sample_rate, RATE)
    return _heard([np.asarray(sound, np.float32)], source, began)


def _heard(blocks: Iterable[np.ndarray], source: FileInfo, began: float) -> Analysis:
    features = extract(blocks)
    refuse_unplayable(features)
    return understand(features, source, began)


def refuse_unplayable(features: Features) -> None:
    """SetAside for sound that can't be mixed at all."""
    if features.duration < SHORTEST:
        raise SetAside(
            "too-short", f"only {features.duration:.1f} s long: tracks of {SHORTEST:g} s and more are played"
        )
    if features.loudness.integrated_lufs <= SILENCE:
        raise SetAside("silent", "the file is silent: check how it was exported")


def understand(features: Features, source: FileInfo, began: float) -> Analysis:
    """Draws every conclusion from the features; ``began`` is the CPU time at which listening started."""
    tuning = tuning_cents(features.melody)
    odds = shipped().listen(features)
    beats = find_beats(features, odds)
    beatwise = at.at_beats(features, beats.times, tuning)
    bars = find_bars(beatwise, odds)
    downbeats = beats.times[bars.first :: bars.beats_per_bar]
    phrases = find_phrases(beatwise, bars)
    sections = find_sections(features, phrases)
    vocals = find_vocals(features.glides)
    energy = whole_energy(features)
    end = sounding_end(features.waveform, PER_SECOND)
    return Analysis(
        duration=features.duration,
        sample_rate=source.sample_rate,
        channels=source.channels,
        bpm=round(beats.bpm, 4),
        bpm_confidence=round(confidence(beats), 4),
        bpm_alternative=beats.pulse.other and round(beats.pulse.other, 4),
        steady=beats.steady,
        beats=[round(float(time), 4) for time in beats.times],
        downbeats=[round(float(time), 4) for time in downbeats],
        beats_per_bar=bars.beats_per_bar,
        phrases=phrases,
        sections=sections,
        key=find_key(features, tuning),
        tuning_cents=round(tuning, 1),
        energy=round(energy, 4),
        loudness=features.loudness,
        spectrum=five_bands(features),
        vocals=vocals,
        mix_in=mix_in_points(phrases, downbeats, sections, vocals),
        mix_out=mix_out_points(phrases, downbeats, sections, vocals, end),
        trusted=is_trusted(beats, bars),
        embedding=embed(features, beatwise, bars, beats.bpm, energy),
        waveform=[round(float(peak), 3) for peak in features.waveform],
        waveform_rate=float(PER_SECOND),
        seconds_spent=round(time.process_time() - began, 3),
        ear=EAR,
    )


def confidence(beats: Beats) -> float:
    """Of the tempo, 0..1: how clearly it won, and how well the track keeps it."""
    return float(min(1.0, beats.pulse.margin) * beats.grid.agreeing * beats.grid.telling)
