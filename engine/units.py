"""Named types, so that a mistake of unit is a type error.

``Frames`` count on a station's clock or in a piece of PCM at the station's sample rate; ``Seconds`` leave Everset
only at the edge; ``Beats`` count from a transition's first beat; ``Decibels`` are ``20 log10`` of an amplitude.
"""

from typing import NewType

Frames = NewType("Frames", int)
Seconds = NewType("Seconds", float)
Beats = NewType("Beats", float)
Bpm = NewType("Bpm", float)
Decibels = NewType("Decibels", float)
Lufs = NewType("Lufs", float)

CHANNELS = 2  # every lane, bus and ring is stereo
FRAME_BYTES = CHANNELS * 4  # of prepared PCM: interleaved float32


def to_frames(seconds: float, sample_rate: int) -> Frames:
    """The frame nearest to ``seconds``."""
    return Frames(round(seconds * sample_rate))


def to_seconds(frames: int, sample_rate: int) -> Seconds:
    """The time of a frame in seconds."""
    return Seconds(frames / sample_rate)


def to_amplitude(decibels: float) -> float:
    """The factor that ``decibels`` means: −6 dB is about a half."""
    return float(10.0 ** (decibels / 20.0))
