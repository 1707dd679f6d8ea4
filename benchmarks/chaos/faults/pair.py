"""Two faults in the same moment."""

from concurrent.futures import ThreadPoolExecutor

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Fault, Untried


class Pair:
    """Two different ones of ``kinds``."""

    def __init__(self, kinds: dict[str, Fault]) -> None:
        self._kinds = kinds

    def strike(self, booth: Booth, random: Generator) -> str:
        names = random.choice(sorted(self._kinds), 2, replace=False)
        randoms = random.spawn(2)
        with ThreadPoolExecutor(2) as both:
            doing = [
                both.submit(attempt, self._kinds[name], booth, one) for name, one in zip(names, randoms, strict=True)
            ]
        return " and ".join(done.result() for done in doing)


def attempt(fault: Fault, booth: Booth, random: Generator) -> str:
    """What ``fault`` did, or why it could not."""
    try:
        return fault.strike(booth, random)
    except (Untried, OSError) as error:
        return f"not done ({error})"
