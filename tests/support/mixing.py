"""Programmes out of arrays, and what tests measure of the sound that comes back."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from engine.mixing import offline
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Programme

RATE = 44_100
EDGE = 64  # frames of the ramp at an edge without a neighbour

Pcm = NDArray[np.float32]


class Shelf:
    """A folder of PCM files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, samples: NDArray[Any], name: str = "tone") -> str:
        """The path of ``samples`` (frames,) or (frames, 2), written as Everset writes PCM."""
        stereo = np.stack([samples, samples], axis=1) if samples.ndim == 1 else samples
        path = self.folder / f"{name}.f32"
        stereo.astype(np.float32).tofile(path)
        return str(path)

    def clip(self, samples: NDArray[Any], at: int = 0, lane: int = 0, name: str = "tone") -> Clip:
        """All of ``samples``, as they are."""
        length = len(samples)
        path = self.store(samples, name)
        return Clip(at=at, length=length, lane=lane, pcm=path, map=plain_map(length, 0), track=name)

    def played(self, samples: NDArray[Any], envelopes: dict[Any, Envelope] | None = None, **options: Any) -> Pcm:
        """``samples`` from frame 0 on through one lane, without the master unless asked for."""
        clip = Clip(
            at=0,
            length=len(samples),
            lane=0,
            pcm=self.store(samples),
            map=plain_map(len(samples), 0),
            envelopes=envelopes or {},
            gain_db=options.pop("gain_db", 0.0),
        )
        options.setdefault("master", False)
        return offline.render(Programme(clips=[clip]), 0, len(samples), RATE, **options)


def points(*pairs: tuple[int, float]) -> Envelope:
    return Envelope(points=pairs)


def sine(hertz: float, seconds: float = 1.0, amplitude: float = 0.25) -> NDArray[np.float64]:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def noise(frames: int, amplitude: float = 0.2, seed: int = 1) -> Pcm:
    """Stereo white noise, its channels apart."""
    return (amplitude * np.random.default_rng(seed).standard_normal((frames, 2))).astype(np.float32)


def decibels(ratio: float) -> float:
    return float(20.0 * np.log10(ratio))


def rms(samples: NDArray[Any]) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def settled(samples: NDArray[Any]) -> NDArray[Any]:
    """The second half: filters have settled, and the end's ramp is cut off."""
    return samples[len(samples) // 2 : -EDGE]


def click(samples: NDArray[Any]) -> float:
    """The loudest instant above 5 kHz in dBFS, edges apart: what a click has and a low tone has not."""
    high = sosfilt(butter(6, 5_000.0, "high", fs=RATE, output="sos"), samples.astype(np.float64), axis=0)
    return decibels(float(np.abs(high[2_000 : -2 * EDGE]).max()))


def gain(heard: NDArray[Any], played: NDArray[Any]) -> float:
    """By how many dB a settled tone came out louder than it went in."""
    return decibels(rms(settled(heard)) / rms(settled(played)))
