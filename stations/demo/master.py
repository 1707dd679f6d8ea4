"""The last desk: loudness and a limiter whose gain is the same for every stem, so that stems still add up to the mix."""

from collections.abc import Mapping

import numpy as np
from scipy import fft, ndimage, signal

from engine.units import to_amplitude
from stations.demo.sound import SAMPLE_RATE, Sound

CEILING = to_amplitude(-1.3)  # of sample peaks; leaves room for what lies between the samples
BLOCK = 32


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


def loudness(mix: Sound) -> float:
    """Integrated loudness of ``(2, frames)`` in LUFS by BS.1770-4, with blocks of 0.37 s that do not overlap."""
    size = 1 << 14
    blocks = mix.shape[1] // size
    spectrum = fft.rfft(mix[:, : blocks * size].reshape(2, blocks, size), axis=2)
    weights = _k_weighting(np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE)) * 2.0 / size**2
    power = ((spectrum.real**2 + spectrum.imag**2) @ weights.astype(np.float32)).sum(axis=0)
    loud = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return -70.0
    kept = loud[loud > loud.mean() * 0.1]
    return float(-0.691 + 10 * np.log10(kept.mean()))


def limiter_gain(mix: Sound, gain: float) -> Sound:
    """The gain ``(frames,)`` that brings ``mix * gain`` under the ceiling: it looks 12 ms ahead and lets go slowly."""
    frames = mix.shape[1]
    padded = np.zeros(-(-frames // BLOCK) * BLOCK, np.float32)
    np.maximum(np.abs(mix[0]), np.abs(mix[1]), out=padded[:frames])
    peaks = padded.reshape(-1, BLOCK).max(axis=1) * gain
    needed = np.minimum(1.0, CEILING / np.maximum(peaks, 1e-9))
    ahead = round(0.012 * SAMPLE_RATE / BLOCK)
    least = ndimage.minimum_filter1d(needed, 2 * ahead + 3)
    smooth = ndimage.uniform_filter1d(ndimage.uniform_filter1d(least, ahead), ahead)
    at = (np.arange(len(smooth)) + 0.5) * BLOCK
    return np.asarray(np.interp(np.arange(frames), at, smooth) * gain, np.float32)


def master(stems: Mapping[str, Sound], target: float) -> tuple[dict[str, Sound], Sound]:
    """The stems at about ``target`` LUFS and under the ceiling, and their sum. The stems given are changed in place."""
    mix = sum_of(stems)
    gain = to_amplitude(target - loudness(mix))
    gain *= to_amplitude(target - loudness(mix * limiter_gain(mix, gain)))
    curve = limiter_gain(mix, gain)
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
