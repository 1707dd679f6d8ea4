"""Which of the strokes in a beat's length is the beat: not the loud hat, bass or chord stab between two kicks.

Each place is judged by its strokes in three bands, by how low and full the sound is from there on, and by whether
chords and bass notes change there. The weights are a logistic fit on fifty pieces with known beats, rounded.
"""

import numpy as np

from planner.analysis import pitch, spectrogram
from planner.analysis.beatwise import means_between
from planner.analysis.downbeats import change
from planner.analysis.features import Features
from planner.analysis.fold import fold
from planner.analysis.level import near
from planner.analysis.phase import snapped
from planner.analysis.pitch import semitones
from planner.analysis.pulse import places as heard_places
from planner.analysis.transients import FPS

PLACES = (0.0, 0.5, 1 / 3, 2 / 3, 0.25, 0.75)  # of a beat from the strongest stroke
EAR = 2.5  # to the ear's mean log odds of the beats there
STROKES = np.array([0.8, 2.4, 2.2])  # to the logarithm of each band's strength: low · middle · high
FULLNESS = 1.1  # to the low bands' log level in the half beat from there on
CHORD, BASS = 1.8, 1.0  # to the change of chord and of bass on the bar's best beat, in deviations
MOST_BASS = 0.6  # deviations: a bass line off the beat alone must not decide
START = 0.6  # where the track begins to sound: most begin on a beat
BAR = 4  # beats: chords change about once a bar
FAINT = 0.2  # of a band's mean: less stroke than this is none


def choose_place(
    features: Features, fine: np.ndarray, odds: np.ndarray, period: float, first: float
) -> tuple[float, float]:
    """The beat's offset in seconds, and its evidence over the next best place's (log odds).

    ``period`` and ``first`` in seconds; ``first`` is any strong stroke's offset.
    """
    profile = fold(fine, period * FPS)
    bins = len(profile)
    heard = heard_places(odds, period)
    parts = [*(first / period + place for place in PLACES), float(np.argmax(heard)) / len(heard)]
    places = [snapped(profile, part * bins) for part in parts]
    offsets = [place / bins * period % period for place in places]
    scores = stroke_scores(profile, places) + sound_scores(features, period, offsets)
    scores += EAR * np.interp(np.array(offsets) / period * len(heard), np.arange(len(heard)), heard, period=len(heard))
    scores += START * np.array([not _apart(offset, begins(features), period) for offset in offsets])
    order = np.argsort(scores)[::-1]
    best = offsets[order[0]]
    others = [score for score, offset in zip(scores, offsets, strict=True) if _apart(offset, best, period)]
    margin = float(scores[order[0]] - max(others)) if others else 0.0
    return best, margin


def stroke_scores(profile: np.ndarray, places: list[float]) -> np.ndarray:
    """Each place's weighted log strength."""
    mean = np.maximum(profile.mean(axis=0), 1e-9)
    return np.array([STROKES @ np.log(np.maximum(near(profile, place) / mean, FAINT)) for place in places])


def sound_scores(features: Features, period: float, offsets: list[float]) -> np.ndarray:
    """Each place's evidence from fullness and from chords."""
    lows, chords, basses = [], [], []
    for offset in offsets:
        beats = np.arange(offset, max(features.duration, offset + 8 * period), period)
        halves = np.sort(np.concatenate((beats, beats + period / 2)))
        low = means_between(features.mel[:, :2].astype(np.float32), spectrogram.FPS, halves).mean(axis=1)
        lows.append(float(low[0::2].mean()))
        chords.append(change(semitones(means_between(features.melody, pitch.FPS, beats), 0.0), 2))
        basses.append(change(semitones(means_between(features.bass, pitch.FPS, beats), 0.0), 1))
    bass = np.minimum(best_of_bar(basses), MOST_BASS)
    # a place's fullness against the opposite place's is twice its distance from the mean of both
    return FULLNESS * 2 * (np.array(lows) - np.mean(lows)) + CHORD * best_of_bar(chords) + BASS * bass


def begins(features: Features) -> float:
    """When the track begins to sound, in seconds."""
    level = features.fine.astype(np.float32).sum(axis=1)
    return float(np.argmax(level > 0.3 * np.percentile(level, 80))) / FPS


def best_of_bar(changes: list[np.ndarray]) -> np.ndarray:
    """For each place the mean change on the beat of the bar that has most, in deviations of all changes."""
    every = np.concatenate(changes)
    scale = float(every.std()) + 1e-9
    return np.array([max(row[beat::BAR].mean() for beat in range(BAR)) / scale for row in changes])


def _apart(a: float, b: float, period: float) -> bool:
    distance = abs(a - b) % period
    return min(distance, period - distance) > period / 12
