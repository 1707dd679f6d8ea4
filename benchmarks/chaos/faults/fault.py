"""What every kind of fault is."""

from typing import Protocol

from numpy.random import Generator

from benchmarks.chaos.booth import Booth


class Untried(Exception):
    """There was nothing to strike: why."""


class Failed(Exception):
    """It was done, and what the station had to do for it went wrong: how."""


class Fault(Protocol):
    """One kind of fault."""

    def strike(self, booth: Booth, random: Generator) -> str:
        """Do it, to its end; what was done, in words. Raises Untried when it can't be done now, Failed."""
        ...
