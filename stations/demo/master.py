"""The last desk: loudness, and a limiter with one gain for every stem, so that stems still add up to the mix."""

from collections.abc import Mapping

import numpy as np
from scipy import fft, ndimage, signal

from engine.units import to_amplitude
from stations.demo.sound import SAMPLE_RATE, Sound

CEILING = to_amplitude(-1.8)  # leaves room for what 2 × oversampling does not see
HALFWAY = (0.6125, -0.1467, 0.0393, -0.0035)  # sinc at 0.5, 1.5, 2.5, 3.5 samples under a Hann window
BLOCK = 32  # frames: the limiter's resolution
GATE = 1 << 14  # frames: the loudness meter's


def _k_weighting(frequencies: np.ndarray) -> np.ndarray:
    """Power response of BS.1770-4's K-weighting: a high shelf of 4 dB at 1.68 kHz and a high-pass at 38 Hz."""
    omega = 2 * np.pi * frequencies / 48_000.0
    _, shelf = signal.freqz(
        [1.53512485958697, -2.69169618940638, 1.19839281085285],
        [1.0, -1.69065929318241, 0.73248077421585],
        omega,
    )
    _, low = signal.freqz([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621], omega)
    return np.asarray(np.abs(shelf * low) ** 2)


def powers(mix: Sound) -> np.ndarray:
    """K-weighted power of each block of 0.37 s of ``(2, frames)``, both channels together."""
    blocks = mix.shape[1] // GATE
    weights = (_k_weighting(np.fft.rfftfreq(GATE, 1.0 / SAMPLE_RATE)) * 2.0 / GATE**2).astype(np.float32)
    total = np.zeros(blocks)
    for channel in mix:
        spectrum = fft.rfft(channel[: blocks * GATE].reshape(blocks, GATE), axis=1)
        total += (spectrum.real**2 + spectrum.imag**2) @ weights
    return total


def loudness(power: np.ndarray) -> float:
    """Integrated loudness in LUFS by BS.1770-4's two gates, from blocks that do not overlap."""
    loud = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return -70.0
    kept = loud[loud > loud.mean() * 0.1]
    return float(-0.691 + 10 * np.log10(kept.mean()))


def _block_peaks(mix: Sound) -> Sound:
    """The highest value of each BLOCK frames of both channels, half-way between samples too (2 × oversampled)."""
    padded = np.zeros(-(-mix.shape[1] // BLOCK) * BLOCK, np.float32)
    peaks = padded[: mix.shape[1]]
    for channel in mix:
        np.maximum(peaks, np.abs(channel), out=peaks)
        between = np.zeros(mix.shape[1] - 7, np.float32)
        for tap, weight in enumerate(HALFWAY):
            between += np.float32(weight) * (channel[3 - tap : -4 - tap] + channel[4 + tap : len(channel) - 3 + tap])
        np.maximum(peaks[3:-4], np.abs(between), out=peaks[3:-4])
    return np.asarray(padded.reshape(-1, BLOCK).max(axis=1))


def limiter_gain(peaks: Sound, gain: float) -> Sound:
    """The gain of each block that brings ``peaks`` times ``gain`` under the ceiling, looking 6 ms ahead and back."""
    needed = np.minimum(1.0, CEILING / np.maximum(peaks * gain, 1e-9))
    ahead = round(0.006 * SAMPLE_RATE / BLOCK)
    least = ndimage.minimum_filter1d(needed, 2 * ahead + 3)
    smooth = ndimage.uniform_filter1d(ndimage.uniform_filter1d(least, ahead), ahead)
    return np.asarray(smooth * gain, np.float32)


def _in_frames(blocks: Sound, frames: int) -> Sound:
    """Values at the middles of blocks, joined by straight lines, for each frame."""
    edges = np.concatenate([blocks[:1], blocks, blocks[-1:]])
    part = (np.arange(BLOCK, dtype=np.float32) + 0.5) / BLOCK
    lines = edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * part
    return np.asarray(lines.ravel()[BLOCK // 2 : BLOCK // 2 + frames], np.float32)


def master(stems: Mapping[str, Sound], target: float) -> tuple[dict[str, Sound], Sound]:
    """The stems at about ``target`` LUFS and under the ceiling, and their sum. The stems are changed in place."""
    mix = sum_of(stems)
    power, peaks = powers(mix), _block_peaks(mix)
    gain = to_amplitude(target - loudness(power))
    for _ in range(3):  # what the limiter takes is given back, until it settles
        held = limiter_gain(peaks, gain)
        gates = held[: len(power) * GATE // BLOCK].reshape(len(power), -1)
        gain *= to_amplitude(target - loudness(power * (gates**2).mean(axis=1)))
    curve = _in_frames(limiter_gain(peaks, gain), mix.shape[1])
    for stem in stems.values():
        np.multiply(stem, curve, out=stem)
    return dict(stems), sum_of(stems)


def sum_of(stems: Mapping[str, Sound]) -> Sound:
    """The stems' sum ``(2, frames)``."""
    first, *others = stems.values()
    mix = first.copy()
    for stem in others:
        mix += stem
    return mix
