"""What every part of the synthesiser shares: the rate, the array types, seeded noise, placing and fading."""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 44_100

Sound = NDArray[np.float32]
"""Samples: ``(frames,)`` mono or ``(2, frames)`` stereo, full scale ±1."""


@dataclass(frozen=True)
class Tone:
    """A note to be made: MIDI pitch, ``held`` frames, ``force`` 0..1, ``bright`` octaves of filter; ``origin``: the
    pitch it glides from, None when it does not."""

    midi: int
    held: int
    force: float = 0.8
    bright: float = 0.0
    origin: int | None = None

    @property
    def start(self) -> int:
        """The pitch it starts from."""
        return self.midi if self.origin is None else self.origin


def seeded(*names: object) -> np.random.Generator:
    """A generator that depends on ``names`` alone (``hash`` differs from process to process, a CRC not)."""
    return np.random.default_rng(zlib.crc32(repr(names).encode()))


def noise(frames: int, *names: object) -> Sound:
    """White noise within ±1, the same for the same ``names``."""
    return seeded("noise", *names).uniform(-1.0, 1.0, frames).astype(np.float32)


def seconds(frames: int) -> Sound:
    """The time of each of ``frames`` samples, in seconds from 0."""
    return np.arange(frames, dtype=np.float32) * np.float32(1.0 / SAMPLE_RATE)


def frames_of(duration: float) -> int:
    """The number of frames nearest to ``duration`` seconds, at least 1."""
    return max(1, round(duration * SAMPLE_RATE))


def hertz(midi: float) -> float:
    """The frequency of a MIDI pitch, A4 = 69 = 440 Hz."""
    return float(440.0 * 2.0 ** ((midi - 69.0) / 12.0))


def fade_ends(sound: Sound, fade_in: float = 0.0, fade_out: float = 0.004) -> Sound:
    """The sound with raised-cosine ends of so many seconds, in place: it neither starts nor stops with a click."""
    frames = sound.shape[-1]
    head, tail = (min(frames, round(length * SAMPLE_RATE)) for length in (fade_in, fade_out))
    if head > 0:
        sound[..., :head] *= _ramp(head)
    if tail > 0:
        sound[..., frames - tail :] *= _ramp(tail)[::-1]
    return sound


def _ramp(length: int) -> Sound:
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)).astype(np.float32)


def pan_gains(pan: float) -> tuple[float, float]:
    """Left and right factors of an equal-power pan, −1 left, 0 centre (both 1), +1 right."""
    angle = (pan + 1.0) * np.pi / 4.0
    return float(np.cos(angle) * np.sqrt(2.0)), float(np.sin(angle) * np.sqrt(2.0))


def place(bus: Sound, frame: int, sound: Sound, gain: float = 1.0, pan: float = 0.0) -> None:
    """Adds ``sound`` to ``bus`` from ``frame`` on; what lies outside the bus is left out."""
    start, stop = max(frame, 0), min(frame + sound.shape[-1], bus.shape[-1])
    if start >= stop:
        return
    piece = sound[..., start - frame : stop - frame]
    if bus.ndim == 1:
        bus[start:stop] += np.float32(gain) * (piece if piece.ndim == 1 else piece.mean(axis=0))
        return
    for channel, side in enumerate(pan_gains(pan)):
        bus[channel, start:stop] += np.float32(gain * side) * (piece if piece.ndim == 1 else piece[channel])
