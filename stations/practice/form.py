"""Who plays when: sections of some bars in which players come and go."""

import numpy as np

PLAYERS = ("kick", "snare", "hat", "other", "bass", "chords", "tune", "pad")
OFTEN = {"kick": 0.85, "snare": 0.8, "hat": 0.8, "other": 0.6, "bass": 0.8, "chords": 0.75, "tune": 0.5, "pad": 0.4}


def draw_form(draw: np.random.Generator, bars: int, *, drums: bool) -> np.ndarray:
    """``(bars, players)`` of bool. Somebody always plays, and the drums often fall silent together."""
    plays = np.zeros((bars, len(PLAYERS)), bool)
    first = 0
    while first < bars:
        length = int(draw.choice([2, 4, 4, 8, 8]))
        row = draw.random(len(PLAYERS)) < [OFTEN[name] for name in PLAYERS]
        row[:4] &= drums and draw.random() < 0.88
        if not drums or not row.any():
            row[[5, 4 + int(draw.integers(0, 4))]] = True
        plays[first : first + length] = row
        first += length
    return plays
