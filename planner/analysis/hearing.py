"""What the network of the ear hears: spectrum, strokes and chords, 43 times a second."""

import numpy as np

from planner.analysis import pitch, spectrogram, transients
from planner.analysis.framing import RATE
from planner.analysis.onsets import fine_onsets
from planner.analysis.pitch import semitones, tuning_cents

HOP = 1024  # samples
FPS = RATE / HOP
MELS = HOP // spectrogram.HOP  # frames of the spectrogram to one of these
FINES = HOP // transients.HOP
SLOW = pitch.HOP // HOP  # of these to one frame of chords
CENTRE = (0.5 - 0.5 / MELS) / FPS  # s from a frame's number over FPS to the middle of what it holds
SPECTRUM, STROKES, CHORDS = spectrogram.BANDS, 3, 24
INPUTS = SPECTRUM + STROKES + CHORDS
FAINT = 0.1  # of the mean salience: a chord that faint says little


def hear(mel: np.ndarray, fine: np.ndarray, melody: np.ndarray, bass: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From the features: ``(frames, 43)`` log spectrum and strokes, ``(frames / 4, 24)`` chords and bass, 0..1."""
    count = len(mel) // MELS // SLOW * SLOW
    spectrum = mel[: count * MELS].reshape(count, MELS, -1).mean(axis=1, dtype=np.float32)
    strokes = np.zeros((count * FINES, STROKES), np.float32)
    onsets = fine_onsets(fine)[: len(strokes)]
    strokes[: len(onsets)] = onsets
    strokes = strokes.reshape(count, FINES, STROKES).max(axis=1)
    tuning = tuning_cents(melody)
    chords = [shares(semitones(salience, tuning), count // SLOW) for salience in (melody, bass)]
    return np.concatenate((spectrum, strokes), axis=1), np.concatenate(chords, axis=1)


def shares(chroma: np.ndarray, count: int) -> np.ndarray:
    """The root of each tone's share of its frame, ``(count, 12)``."""
    whole = np.zeros((count, 12), np.float32)
    whole[: len(chroma)] = chroma[:count]
    total = whole.sum(axis=1, keepdims=True)
    return np.asarray(np.sqrt(whole / (total + FAINT * total.mean() + 1e-9)), np.float32)


def together(sound: np.ndarray, chords: np.ndarray) -> np.ndarray:
    """``(frames, 67)``: what the network takes, the chords held as long as they last."""
    return np.concatenate((sound, np.repeat(chords, SLOW, axis=0)), axis=1)
