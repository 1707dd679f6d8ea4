"""From players to a record: rooms, echoes, pumping, the mastering, and what age and codecs add."""

import numpy as np
from scipy import signal

from stations.demo import effects
from stations.demo.sound import SAMPLE_RATE, Sound, noise


def draw_mix(draw: np.random.Generator, buses: dict[str, Sound], kicks: list[int], beat: int) -> Sound:
    """The players' mono buses mixed at random levels; ``kicks`` (frames) push down what pumps."""
    frames = len(next(iter(buses.values())))
    drums = ("kick", "snare", "hat", "other")
    dry, send = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
    balance = draw.normal(0, 4)  # dB of drums over the rest
    pumped = effects.pump(frames, kicks, beat, draw.uniform(0.2, 0.9)) if kicks and draw.random() < 0.35 else None
    for name, bus in buses.items():
        gain = 10 ** ((draw.normal(0, 3) + (balance if name in drums else 0)) / 20)
        level = np.asarray(bus * np.float32(gain), np.float32)
        if pumped is not None and name not in drums:
            level *= pumped
        dry += level
        if name not in ("kick", "bass"):
            send += level * np.float32(draw.uniform(0, 1))
    if draw.random() < 0.65:
        dry += np.float32(draw.uniform(0.03, 0.45)) * effects.reverb(send, round(draw.uniform(0.3, 3.0), 1)).mean(
            axis=0
        )
    if draw.random() < 0.25:
        gap = round(beat * float(draw.choice([0.5, 0.75, 0.75, 1.0, 0.37])))
        dry += np.float32(draw.uniform(0.1, 0.6)) * effects.echo(send, gap).mean(axis=0)
    return _mastered(draw, dry)


def _mastered(draw: np.random.Generator, sound: Sound) -> Sound:
    tilt = draw.normal(0, 0.12)  # one-pole shelf: some records are dark, some bright
    sound = np.asarray(signal.lfilter([1.0, -tilt], [1.0], sound), np.float32)
    if draw.random() < 0.15:
        sos = signal.butter(2, draw.uniform(2500, 9000), "low", fs=SAMPLE_RATE, output="sos")
        sound = np.asarray(signal.sosfilt(sos, sound), np.float32)
    sound /= np.float32(np.sqrt(np.mean(sound**2)) + 1e-6)
    drive = draw.uniform(0.1, 0.9)
    sound = np.asarray(np.tanh(drive * sound) * (0.25 / np.tanh(drive)), np.float32)
    if draw.random() < 0.2:
        sound += np.float32(10 ** draw.uniform(-3.5, -2)) * noise(len(sound), int(draw.integers(1000)))
    return sound * np.float32(10 ** draw.uniform(-0.6, 0.15))
