"""From what a control sends to where it stands, 0..1: what its sender calls the centre is the centre, to the bit."""

import math

LSB = 0x20  # of a controller of 14 bits: its low bits come by the number that is so much higher
COARSE_MOST, FINE_MOST = 0x7F, 0x3FFF
COARSE_CENTRE, FINE_CENTRE = 0x40, 0x2000


def coarse(value: int) -> float:
    """Where a control of 7 bits stands."""
    return _around(value, COARSE_CENTRE, COARSE_MOST)


def fine(value: int) -> float:
    """Where one of 14 bits stands, MSB << 7 | LSB."""
    return _around(value, FINE_CENTRE, FINE_MOST)


def _around(value: int, centre: int, most: int) -> float:
    if value <= centre:
        return 0.5 * value / centre
    return 0.5 + 0.5 * (value - centre) / (most - centre)


def bipolar(position: float, dead: float = 0.01) -> float:
    """−1..1 of a slider whose middle, ``dead`` to both sides, does nothing."""
    away = position - 0.5
    return math.copysign(max(0.0, round((abs(away) - dead) / (0.5 - dead), 6)), away)
