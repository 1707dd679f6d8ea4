"""How the mixer sounds: the EQ's frequencies and the length of its fades. Numbers that ears chose, in one place."""

from engine.units import Frames, to_frames

LOW_HZ = 220.0  # half of the band's decibels here; all of them from 100 Hz down, where kicks and basses are
MID_HZ = 1000.0
MID_Q = 0.6
HIGH_HZ = 4000.0  # half here, all from 10 kHz up, nothing at 1 kHz
GATE_SECONDS = 0.02  # the ident comes into a hole, and leaves it, in this time


def eq() -> tuple[float, float, float, float]:
    """Frequencies of low, mid and high, and the mid's Q."""
    return LOW_HZ, MID_HZ, HIGH_HZ, MID_Q


def gate(sample_rate: int) -> Frames:
    """Frames that the ident fades over."""
    return to_frames(GATE_SECONDS, sample_rate)
