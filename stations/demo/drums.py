"""The drum machine's sounds, each made once and placed wherever it is hit. Every one starts on its first sample."""

from functools import lru_cache
from typing import Literal

import numpy as np
from scipy import signal

from stations.demo.sound import SAMPLE_RATE, Sound, fade_ends, frames_of, noise, seconds

Kind = Literal["lowpass", "highpass", "bandpass"]


@lru_cache(maxsize=64)
def _band(kind: Kind, edges: tuple[float, ...]) -> np.ndarray:
    """Second-order sections of a Butterworth filter at ``edges`` Hz."""
    edge = edges[0] if len(edges) == 1 else list(edges)
    return np.asarray(signal.butter(2, edge, kind, fs=SAMPLE_RATE, output="sos"), np.float32)


def filtered(sound: Sound, kind: Kind, *edges: float) -> Sound:
    """The sound through a Butterworth ``lowpass``, ``highpass`` or ``bandpass`` of second order."""
    return np.asarray(signal.sosfilt(_band(kind, edges), sound), np.float32)


def _sweep(start: float, end: float, fall: float, t: Sound) -> Sound:
    """A sine that falls from ``start`` to ``end`` Hz with the time constant ``fall``."""
    cycles = end * t + (start - end) * fall * (1.0 - np.exp(-t / fall))
    return np.sin(2 * np.pi * cycles).astype(np.float32)


def _decay(t: Sound, time: float) -> Sound:
    return np.exp(-t / time).astype(np.float32)


def kick(  # noqa: PLR0913, PLR0917  the knobs that such a drum has
    tune: float = 50.0,
    snap: float = 420.0,
    fall: float = 0.022,
    decay: float = 0.16,
    click: float = 0.3,
    drive: float = 1.5,
) -> Sound:
    """A bass drum: a sine that falls from ``snap`` to ``tune`` Hz, a click, and ``drive`` of saturation."""
    t = seconds(frames_of(min(0.9, decay * 4.5)))
    body = _sweep(snap, tune, fall, t) * _decay(t, decay) * np.minimum(1.0, t / 0.0004)
    snap_noise = filtered(noise(len(t), "click"), "highpass", 1800.0) * _decay(t, 0.004)
    return fade_ends(np.tanh((body + np.float32(click) * snap_noise) * drive).astype(np.float32), fade_out=0.05)


def snare(
    tune: float = 190.0, body: float = 0.7, rattle: float = 0.8, decay: float = 0.13, bright: float = 1500.0
) -> Sound:
    """A snare: two tuned modes of the skin and the wires' noise."""
    t = seconds(frames_of(decay * 4.5))
    skin = (_sweep(tune * 1.6, tune, 0.02, t) + 0.5 * _sweep(tune * 2.5, tune * 1.72, 0.015, t)) * _decay(
        t, decay * 0.55
    )
    wires = filtered(noise(len(t), "snare", bright), "highpass", bright) * (
        0.6 * _decay(t, decay) + 0.6 * _decay(t, 0.018)
    )
    return fade_ends(np.tanh(1.4 * (body * skin + rattle * wires)).astype(np.float32), fade_out=0.03)


def clap(decay: float = 0.12, centre: float = 1500.0, hands: int = 4) -> Sound:
    """Several hands within 35 ms and the room behind them; the loudest comes first, on the beat."""
    t = seconds(frames_of(decay * 4.5))
    shape = 0.45 * _decay(t, decay)
    for hand in range(hands):
        after = t - 0.0115 * hand
        shape += np.where(after >= 0, np.exp(-np.maximum(after, 0) / 0.006), 0.0).astype(np.float32) * (
            0.9 - 0.12 * hand
        )
    sides = [filtered(noise(len(t), "clap", side, centre), "bandpass", centre * 0.55, centre * 2.6) for side in (0, 1)]
    both = np.stack([0.75 * sides[0] + 0.25 * sides[1], 0.25 * sides[0] + 0.75 * sides[1]])
    return fade_ends(np.tanh(2.6 * both * shape).astype(np.float32), fade_out=0.03)


def _metal(t: Sound, base: float) -> Sound:
    """Six clashing square waves, the cymbals of the classic drum machines."""
    ratios = (1.0, 1.342, 1.2312, 1.6532, 1.9523, 2.1523)
    return np.sum([np.sign(np.sin(2 * np.pi * base * r * t)) for r in ratios], axis=0).astype(np.float32) / 6.0


def hat(decay: float = 0.035, base: float = 540.0, metal: float = 0.6, low: float = 5200.0) -> Sound:
    """A hi-hat; short is closed, long is open."""
    t = seconds(frames_of(min(0.8, decay * 5)))
    mixed = metal * _metal(t, base) * 1.4 + (1.0 - metal) * noise(len(t), "hat", base)
    return fade_ends(filtered(mixed, "highpass", low) * _decay(t, decay), fade_out=0.01)


def ride(decay: float = 0.35) -> Sound:
    """A ride cymbal: a ping over a wash."""
    t = seconds(frames_of(decay * 4))
    ping = filtered(_metal(t, 720.0), "bandpass", 3000.0, 7000.0) * _decay(t, 0.09)
    wash = filtered(noise(len(t), "ride"), "highpass", 6000.0) * _decay(t, decay) * 0.35
    return fade_ends(1.2 * ping + wash, fade_out=0.08)


def shaker(length: float = 0.07) -> Sound:
    """A shaker: noise that swells and stops."""
    t = seconds(frames_of(length))
    shape = np.sin(np.pi * np.minimum(1.0, t / length) ** 0.6).astype(np.float32)
    return fade_ends(filtered(noise(len(t), "shaker"), "bandpass", 4500.0, 11_000.0) * shape, 0.001, 0.01)


def tom(tune: float = 110.0, decay: float = 0.18) -> Sound:
    """A tom, conga or bongo, by its tune."""
    t = seconds(frames_of(decay * 4))
    slap = filtered(noise(len(t), "tom"), "bandpass", 900.0, 4000.0) * _decay(t, 0.006)
    return fade_ends(
        np.tanh(1.3 * (_sweep(tune * 1.7, tune, 0.03, t) * _decay(t, decay) + 0.35 * slap)).astype(np.float32),
        fade_out=0.03,
    )


def rim(tune: float = 1750.0) -> Sound:
    """A rim shot or, lower, a wood block."""
    t = seconds(frames_of(0.07))
    tone = np.sin(2 * np.pi * tune * t) + 0.6 * np.sin(2 * np.pi * tune * 0.53 * t)
    return fade_ends((tone * _decay(t, 0.012)).astype(np.float32) * 0.8, fade_out=0.01)


def crash(decay: float = 0.9) -> Sound:
    """A crash cymbal, wide."""
    t = seconds(frames_of(decay * 3.2))
    shape = _decay(t, decay) + 0.6 * _decay(t, 0.05)
    sides = [filtered(noise(len(t), "crash", side), "highpass", 4200.0) for side in (0, 1)]
    both = np.stack([side + np.float32(0.2) * _metal(t, 610.0) for side in sides])
    return fade_ends(both * (shape * np.float32(0.6)), fade_out=0.3)


def boom(tune: float = 42.0) -> Sound:
    """What falls on the first beat of a drop: a long low sine and a dark burst."""
    t = seconds(frames_of(1.6))
    burst = filtered(noise(len(t), "boom"), "lowpass", 900.0) * _decay(t, 0.16)
    return fade_ends((_sweep(tune * 2.4, tune, 0.12, t) * _decay(t, 0.5) + 1.2 * burst).astype(np.float32), 0.001, 0.3)
