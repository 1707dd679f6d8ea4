"""Stalls: moments at which the machine stands still for a while, or its disk does, by a seed."""

import numpy as np


class Stalls:
    """One in about ``every`` seconds, never two at once; in turns the machine's, which hold the engine up for
    ``machine`` seconds at most, and the disk's, which hold its loader up for ``disk`` seconds at most."""

    def __init__(self, seed: int, *, every: float, machine: float, disk: float) -> None:
        self._chance = np.random.default_rng(seed)
        self._every, self._machine, self._disk = every, machine, disk
        self._next = self._pause()  # seconds until the next one begins
        self._left = 0.0  # seconds for which the disk still stands
        self._disks_turn = False

    def _pause(self) -> float:
        return max(self._machine, self._disk) + float(self._chance.exponential(self._every))

    @property
    def disk_stands(self) -> bool:
        """Whether nothing can be loaded now."""
        return self._left > 0.0

    def before(self, seconds: float) -> float:
        """A block of ``seconds`` comes next. For how many seconds the engine stands still before it."""
        self._left -= seconds
        self._next -= seconds
        if self._next > 0.0:
            return 0.0
        self._next, self._disks_turn = self._pause(), not self._disks_turn
        if self._disks_turn:
            self._left = float(self._chance.uniform(0.0, self._disk))
            return 0.0
        return float(self._chance.uniform(0.0, self._machine))
