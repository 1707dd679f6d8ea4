"""Two faults in the same moment."""

from concurrent.futures import ThreadPoolExecutor

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Fault, Untried
from engine.errors import EversetError


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
            said = [one.result() for one in doing]
        if not any(done for done, _ in said):
            raise Untried(" and ".join(what for _, what in said))
        return " and ".join(what for _, what in said)


def attempt(fault: Fault, booth: Booth, random: Generator) -> tuple[bool, str]:
    """Whether ``fault`` was done, and what it did, or why it could not: the other one may be the reason."""
    try:
        return True, fault.strike(booth, random)
    except (Untried, EversetError, OSError) as error:
        return False, f"not done ({error})"
