"""Small pieces of dance music with everything about them known, synthesised in a moment."""

import numpy as np

RATE = 44100
ROOTS = {"A minor": (57, 50, 52, 57), "C major": (48, 53, 55, 48)}  # MIDI notes of i iv v i and I IV V I


def house(
    bpm: float = 126.37,
    bars: int = 32,
    offset: float = 0.0,
    *,
    key: str = "A minor",
    transpose: float = 0.0,
    quiet_bars: range = range(0),
) -> np.ndarray:
    """Four to the floor with claps, off-beat hats, an off-beat bass and a chord a bar, float32 ``(frames, 2)``.

    ``quiet_bars`` have neither kick nor bass; ``transpose`` in semitones.
    """
    beat = 60.0 / bpm
    sound = np.zeros(round((offset + bars * 4 * beat + 0.5) * RATE), np.float32)
    for number in range(bars * 4):
        time, bar = offset + number * beat, number // 4
        root = ROOTS[key][bar % 4] + transpose
        if bar not in quiet_bars:
            _add(sound, time, kick())
            _add(sound, time + beat / 2, tone(root - 12, 0.2) * 0.35)
        if number % 2:
            _add(sound, time, noise(0.12, 30) * 0.35)
        _add(sound, time + beat / 2, np.diff(noise(0.05, 80), prepend=0) * 0.3)
        if number % 4 == 0:
            third = 3 if key.endswith("minor") else 4
            for step in (0, third, 7):
                _add(sound, time, tone(root + step + 12, 4 * beat) * 0.12)
    stereo = np.stack([sound, sound], axis=1)
    return np.asarray(stereo / np.abs(stereo).max() * 0.8, np.float32)


def kick() -> np.ndarray:
    """A falling sine with a click."""
    time = np.arange(round(0.25 * RATE)) / RATE
    phase = 2 * np.pi * (50 * time + 150 / 40 * (1 - np.exp(-40 * time)))
    return np.sin(phase) * np.exp(-12 * time) + noise(0.25, 400) * 0.5


def tone(note: float, seconds: float) -> np.ndarray:
    """A few harmonics with a soft attack."""
    time = np.arange(round(seconds * RATE)) / RATE
    hertz = 440 * 2 ** ((note - 69) / 12)
    wave = sum(np.sin(2 * np.pi * hertz * k * time) / k**1.5 for k in range(1, 6))
    return np.asarray(wave * np.minimum(time / 0.005, 1) * np.exp(-1.5 * time))


def noise(seconds: float, decay: float) -> np.ndarray:
    """White noise that dies away."""
    time = np.arange(round(seconds * RATE)) / RATE
    return np.random.default_rng(5).uniform(-1, 1, len(time)) * np.exp(-decay * time)


def _add(sound: np.ndarray, time: float, part: np.ndarray) -> None:
    first = round(time * RATE)
    end = min(first + len(part), len(sound))
    sound[first:end] += part[: end - first].astype(np.float32)
