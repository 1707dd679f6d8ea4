"""Soft vetoes: what speaks against a step without forbidding it. A model can't vote them away."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from planner.choosing import camelot, tempo
from planner.choosing.columns import Columns
from planner.choosing.features import harmony, ratios
from planner.choosing.veto import Veto

#: Points off, beside a measured quality of 0..1: a tempo out of reach outweighs any quality.
TEMPO_BEYOND, TEMPO_FAR, TEMPO_FELT = 1.0, 0.3, 0.05
KEY_CLASH = 0.3
#: No beat is mixed into such a track, nor out of it. That the one on air is such a track is past help.
UNTRUSTED = 0.6
CLASH_BELOW = 40.0

Floats = NDArray[np.float32]


class Doubts:
    """What speaks against going from the one track of ``now`` to each of ``library``; ``points`` (n,)."""

    def __init__(self, now: Columns, library: Columns, overrides: Mapping[str, float]) -> None:
        self._now, self._library = now, library
        self._stretch = np.abs(ratios(now, library) - 1.0)
        self._harmony = harmony(now, library)
        self._tempo = self._tempo_points(overrides)
        self._key = np.where(self._harmony < CLASH_BELOW, KEY_CLASH, 0.0)
        self._grid = np.where(library.trusted, 0.0, UNTRUSTED)
        self.points = np.asarray(self._tempo + self._key + self._grid, np.float64)

    def _tempo_points(self, overrides: Mapping[str, float]) -> NDArray[np.float64]:
        mine = self._now.genres[0]
        table = {name: tempo.tolerance(mine, name, overrides) for name in set(self._library.genres)}
        felt = np.array([table[name] for name in self._library.genres])
        difference = self._stretch * self._now.bpm[0]
        steps = (self._stretch > tempo.MOST_STRETCH, self._stretch > tempo.NORMAL_STRETCH, difference > felt)
        return np.select(steps, (TEMPO_BEYOND, TEMPO_FAR, TEMPO_FELT), 0.0)

    def about(self, row: int) -> list[Veto]:
        """The doubts about one track, in words."""
        track = self._library.tracks[row].id
        found: list[Veto] = []
        if points := float(self._tempo[row]):
            change = f"{self._now.bpm[0]:.1f} to {self._library.bpm[row]:.1f} BPM"
            reason = f"{change} is a stretch of {100 * self._stretch[row]:.1f} %"
            found.append(Veto(track, "tempo", reason, False, points))
        if points := float(self._key[row]):
            keys = f"{_key(self._now, 0)} to {_key(self._library, row)}"
            verdict = camelot.verdict(float(self._harmony[row]))
            reason = f"{keys} is harmonically {self._harmony[row]:.0f} of 100 ({verdict})"
            found.append(Veto(track, "key", reason, False, points))
        if points := float(self._grid[row]):
            found.append(Veto(track, "untrusted", "its beat grid can't be relied on", False, points))
        return found


def _key(columns: Columns, row: int) -> str:
    return columns.tracks[row].analysis.key.camelot
