"""Echoes, rooms, pumping, saturation, and the sweeps of noise that lead into a drop."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import fft, signal

from stations.demo.sound import SAMPLE_RATE, Sound, fade_ends, frames_of, noise, seconds

HALF = SAMPLE_RATE // 2  # rooms are dark: their sound is made at half the rate


@lru_cache(maxsize=16)
def room(length: float, dark: float = 4500.0) -> Sound:
    """A room's answer ``(2, frames)`` at half rate: noise that decays by 60 dB in ``length`` s, faster when higher."""
    frames = round(length * HALF)
    t = np.arange(frames, dtype=np.float32) / HALF
    out = np.zeros((2, frames), np.float32)
    for low, high, share in ((180.0, 900.0, 1.0), (900.0, 2800.0, 0.85), (2800.0, dark + 2900.0, 0.5)):
        sos = np.asarray(signal.butter(2, [low, min(high, 10_500.0)], "bandpass", fs=HALF, output="sos"), np.float32)
        for side in (0, 1):
            out[side] += signal.sosfilt(sos, noise(frames, "room", length, side, low)) * np.exp(
                -6.9 * t / (length * share)
            )
    out *= np.minimum(1.0, t / 0.012)
    return np.asarray(out / np.sqrt((out**2).sum(axis=1).mean()))


def reverb(send: Sound, length: float, dark: float = 4500.0) -> Sound:
    """The room's answer to a mono send, stereo, as long as the send."""
    halved = _halve(send)
    answer = room(length, dark)
    wet = signal.oaconvolve(halved[None, :], answer, mode="full", axes=1)[:, : len(halved)]
    return _double(wet, len(send))


def _halve(send: Sound) -> Sound:
    """Every second sample after a half-band filter of seven taps: rooms hold nothing above 8 kHz."""
    frames = (len(send) + 1) // 2
    padded = np.zeros(2 * (frames + 3), np.float32)
    padded[3 : 3 + len(send)] = send
    even, odd = padded.reshape(-1, 2).T.copy()
    near, far = even[1 : frames + 1] + even[2 : frames + 2], even[:frames] + even[3 : frames + 3]
    return np.asarray(0.5 * odd[1 : frames + 1] + 0.28125 * near - 0.03125 * far, np.float32)


def _double(wet: Sound, frames: int) -> Sound:
    """Twice the rate, by cubic interpolation between samples."""
    padded = np.pad(wet, ((0, 0), (1, 2)))
    out = np.empty((2, 2 * wet.shape[1]), np.float32)
    out[:, 0::2] = wet
    out[:, 1::2] = 0.5625 * (padded[:, 1:-2] + padded[:, 2:-1]) - 0.0625 * (padded[:, :-3] + padded[:, 3:])
    return out[:, :frames]


def echo(send: Sound, gap: int, feedback: float = 0.45, taps: int = 5) -> Sound:
    """Ping-pong repeats of a mono send each ``gap`` frames, left and right in turn, each duller than the last."""
    out = np.zeros((2, len(send)), np.float32)
    dull = np.asarray(signal.butter(1, [250.0, 4200.0], "bandpass", fs=SAMPLE_RATE, output="sos"), np.float32)
    repeat = np.asarray(signal.sosfilt(dull, send), np.float32)
    for tap in range(1, taps + 1):
        if tap * gap >= len(send):
            break
        near, far = np.float32(feedback**tap), np.float32(0.25 * feedback**tap)
        out[tap % 2, tap * gap :] += near * repeat[: -tap * gap]
        out[1 - tap % 2, tap * gap :] += far * repeat[: -tap * gap]
    return out


def pump(frames: int, kicks: Sequence[int], beat: int, depth: float) -> Sound:
    """A side chain's gain: down by ``depth`` (0..1) at each kick, back up to 1 over most of a ``beat`` (frames)."""
    gain = np.ones(frames, np.float32)
    fall = frames_of(0.004)
    t = np.linspace(0.0, 1.0, max(2, int(beat * 0.85)), dtype=np.float32)
    curve = np.concatenate([np.linspace(1.0, 0.0, fall, dtype=np.float32), (0.5 - 0.5 * np.cos(np.pi * t**0.8))])
    curve = 1.0 - np.float32(depth) * (1.0 - curve)
    for kick in kicks:
        start, stop = max(0, kick - fall), min(frames, kick - fall + len(curve))
        if stop > start:
            part = curve[start - (kick - fall) : stop - (kick - fall)]
            np.minimum(gain[start:stop], part, out=gain[start:stop])
    return gain


def saturate(sound: Sound, drive: float) -> Sound:
    """Soft saturation that leaves quiet sound as it was; ``drive`` 0 does nothing."""
    if drive <= 0.0:
        return sound
    return np.asarray(np.tanh(sound * np.float32(drive)) / np.float32(drive), np.float32)


@lru_cache(maxsize=1)
def _noise_bands() -> tuple[Sound, Sound]:
    """Loops of noise in half-octave bands ``(bands, frames)`` and the bands' centres in octaves above 100 Hz."""
    loop = 1 << 16
    spectrum = fft.rfft(noise(loop, "bands").astype(np.float64))
    octave = np.log2(np.maximum(np.fft.rfftfreq(loop, 1 / SAMPLE_RATE), 1.0) / 100.0)
    centres = np.arange(1.0, 7.51, 0.5)
    bands = [fft.irfft(spectrum * np.exp(-((octave - c) ** 2) / 0.18), loop) for c in centres]
    return np.stack([b / b.std() for b in bands]).astype(np.float32) * np.float32(0.2), centres.astype(np.float32)


def noise_sweep(length: int, start: float, end: float, width: float = 1.2) -> Sound:
    """Noise ``(2, length)`` whose band moves from ``start`` to ``end`` octaves above 100 Hz."""
    bands, centres = _noise_bands()
    path = np.linspace(start, end, length, dtype=np.float32)
    out = np.zeros((2, length), np.float32)
    index = np.arange(length)
    for band, centre in zip(bands, centres, strict=True):
        weight = np.exp(-((path - centre) ** 2) / np.float32(width**2))
        for side in (0, 1):
            out[side] += weight * band[(index + side * 21_000) % band.shape[0]]
    return out


def riser(length: int) -> Sound:
    """Noise that climbs and swells over ``length`` frames, and stops dead."""
    rise = seconds(length) / np.float32(length / SAMPLE_RATE)
    return fade_ends(noise_sweep(length, 2.0, 7.0) * rise**1.6, 0.05, 0.006)


def downlifter(length: int) -> Sound:
    """The opposite: noise that falls away after a drop."""
    fall = 1.0 - seconds(length) / np.float32(length / SAMPLE_RATE)
    return fade_ends(noise_sweep(length, 6.5, 2.0) * fall**2.2, 0.002, 0.1)


@lru_cache(maxsize=4)
def crackle(length: int) -> Sound:
    """A worn record's surface ``(2, length)``, to be looped."""
    rng = np.random.default_rng(78)
    out = np.zeros((2, length), np.float32)
    count = int(length / SAMPLE_RATE * 22)
    at, loud = rng.integers(0, length, count), rng.exponential(0.12, count)
    out[rng.integers(0, 2, count), at] = np.minimum(loud, 0.8) * rng.choice([-1.0, 1.0], count)
    sos = signal.butter(2, [900.0, 7000.0], "bandpass", fs=SAMPLE_RATE, output="sos")
    bed = signal.sosfilt(sos, rng.standard_normal((2, length)) * 0.004, axis=1)
    return np.asarray(signal.sosfilt(sos, out, axis=1) + bed, np.float32)
