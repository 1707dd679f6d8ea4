"""Drum kits drawn at random: drum machines, played kits, and the noise of old game consoles."""

import numpy as np
from scipy import signal

from stations.demo import drums
from stations.demo.sound import SAMPLE_RATE, Sound, fade_ends, frames_of, noise, seconds

Kit = dict[str, Sound]


def draw_kit(draw: np.random.Generator, kind: str) -> Kit:
    """Mono sounds by name, each already at its level."""
    kit = {"machine": _machine, "acoustic": _acoustic, "chip": _chip}[kind](draw)
    kit |= {
        "crash": drums.crash(draw.uniform(0.4, 1.2)),
        "tom": drums.tom(draw.uniform(75, 160), draw.uniform(0.1, 0.3)),
    }
    return {name: _at(_mono(sound), LEVELS[name] + draw.normal(0, 2.5)) for name, sound in kit.items()}


LEVELS = {"kick": -3.0, "snare": -6.0, "hat": -14.0, "open": -14.0, "other": -14.0, "crash": -12.0, "tom": -8.0}  # dB


def _machine(draw: np.random.Generator) -> Kit:
    tight = draw.uniform(0.02, 0.06)
    backs = (
        drums.clap(draw.uniform(0.06, 0.18), draw.uniform(900, 2000), int(draw.integers(2, 5))),
        drums.snare(draw.uniform(150, 240), draw.uniform(0.2, 1), draw.uniform(0.4, 1), draw.uniform(0.06, 0.2)),
        drums.rim(draw.uniform(700, 2000)),
    )
    return {
        "kick": drums.kick(
            draw.uniform(40, 64), draw.uniform(150, 600), draw.uniform(0.012, 0.04), draw.uniform(0.08, 0.35),
            draw.uniform(0, 0.7), draw.uniform(1, 3),
        ),
        "snare": backs[draw.choice(3, p=(0.45, 0.45, 0.1))],
        "hat": drums.hat(tight, draw.uniform(350, 800), draw.uniform(0, 1), draw.uniform(3500, 8000)),
        "open": drums.hat(
            draw.uniform(0.08, 0.25), draw.uniform(350, 800), draw.uniform(0, 1), draw.uniform(3500, 7000)
        ),
        "other": (drums.shaker(draw.uniform(0.04, 0.12)), drums.tom(draw.uniform(150, 400), 0.1), drums.rim(820.0))[
            draw.integers(3)
        ],
    }  # fmt: skip


def _acoustic(draw: np.random.Generator) -> Kit:
    """Longer skins and much more cymbal than a machine has."""
    return {
        "kick": drums.kick(
            draw.uniform(55, 85), draw.uniform(120, 260), 0.02, draw.uniform(0.06, 0.14), draw.uniform(0.2, 1.2), 1.2
        ),
        "snare": drums.snare(
            draw.uniform(150, 230), draw.uniform(0.5, 1), draw.uniform(0.6, 1.2), draw.uniform(0.1, 0.25),
            draw.uniform(700, 1800),
        ),
        "hat": drums.hat(
            draw.uniform(0.03, 0.1), draw.uniform(300, 600), draw.uniform(0, 0.4), draw.uniform(3000, 6000)
        ),
        "open": drums.hat(
            draw.uniform(0.2, 0.5), draw.uniform(300, 600), draw.uniform(0, 0.4), draw.uniform(3000, 5000)
        ),
        "other": drums.ride(draw.uniform(0.2, 0.6)),
    }  # fmt: skip


def _chip(draw: np.random.Generator) -> Kit:
    def burst(decay: float, hold: int) -> Sound:
        t = seconds(frames_of(decay * 4))
        steps = np.repeat(noise(len(t) // hold + 1, "chip", hold), hold)[: len(t)]
        return fade_ends((steps * np.exp(-t / decay)).astype(np.float32), fade_out=0.005)

    t = seconds(frames_of(0.16))
    sweep = np.sign(np.sin(2 * np.pi * (60 * t + draw.uniform(4, 10) * (1 - np.exp(-t / 0.03)))))
    return {
        "kick": fade_ends((sweep * np.exp(-t / 0.06)).astype(np.float32), fade_out=0.02),
        "snare": burst(draw.uniform(0.04, 0.1), int(draw.integers(4, 12))),
        "hat": burst(draw.uniform(0.01, 0.03), int(draw.integers(1, 3))),
        "open": burst(draw.uniform(0.05, 0.1), 2),
        "other": burst(0.02, 6),
    }


def _mono(sound: Sound) -> Sound:
    return sound if sound.ndim == 1 else np.asarray(sound.mean(axis=0), np.float32)


def _at(sound: Sound, decibels: float) -> Sound:
    """At a peak of so many dB, without what lies above 16 kHz."""
    smooth = np.asarray(
        signal.sosfilt(signal.butter(2, 16_000, "low", fs=SAMPLE_RATE, output="sos"), sound), np.float32
    )
    return np.asarray(smooth * (10 ** (decibels / 20) / (np.abs(smooth).max() + 1e-9)), np.float32)
