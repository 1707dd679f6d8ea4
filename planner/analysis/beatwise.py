"""What sounds at each beat and between it and the next: the material that bars and phrases are read from."""

from dataclasses import dataclass

import numpy as np

from planner.analysis import pitch, spectrogram, transients
from planner.analysis.features import Features
from planner.analysis.onsets import fine_onsets
from planner.analysis.pitch import semitones

BEFORE, AFTER = 0.012, 0.05  # s around a beat in which its strokes are looked for


@dataclass(frozen=True)
class Beatwise:
    """``times`` of ``n`` beats; ``strokes`` ``(n, 3)``: onset strength on the beat, low · middle · high; ``timbre``
    ``(n, 40)``, ``chroma`` and ``bass`` ``(n, 12)``: means until the next beat."""

    times: np.ndarray
    strokes: np.ndarray
    timbre: np.ndarray
    chroma: np.ndarray
    bass: np.ndarray


def at_beats(features: Features, beats: np.ndarray, tuning: float) -> Beatwise:
    """Gathers the features at ``beats`` (s, at least two); ``tuning`` in cents from A = 440 Hz."""
    edges = np.append(beats, beats[-1] + np.median(np.diff(beats)))
    return Beatwise(
        times=beats,
        strokes=strokes_at(fine_onsets(features.fine), beats),
        timbre=means_between(features.mel, spectrogram.FPS, edges),
        chroma=semitones(means_between(features.melody, pitch.FPS, edges), tuning),
        bass=semitones(means_between(features.bass, pitch.FPS, edges), tuning),
    )


def strokes_at(onsets: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The strongest onset near each time, ``(n, 3)``."""
    first = np.floor((times - BEFORE) * transients.FPS).astype(int)
    reach = np.arange(round((BEFORE + AFTER) * transients.FPS))
    index = np.clip(first[:, None] + reach, 0, len(onsets) - 1)
    return np.asarray(onsets[index].max(axis=1))


def means_between(values: np.ndarray, fps: float, edges: np.ndarray) -> np.ndarray:
    """The mean of ``(frames, k)`` between each edge (s) and the next; at least one frame each.

    ``reduceat`` gives the frame itself where an edge and the next fall on one.
    """
    index = np.clip(np.round(edges * fps).astype(int), 0, len(values) - 1)
    whole = np.append(index[:-1], max(index[-1], index[-2] + 1))
    ends = np.minimum(whole, len(values) - 1) if whole[-1] >= len(values) else whole
    sums = np.add.reduceat(values, ends, axis=0, dtype=np.float64)[:-1]
    return np.asarray(sums / np.maximum(np.diff(ends), 1)[:, None])
