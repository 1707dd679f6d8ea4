"""CPU time of a piece of work: of this process with all its threads, so that a busy machine counts for little."""

import time
from collections.abc import Callable
from statistics import median

RUNS = 5


def cpu_seconds(work: Callable[[], object]) -> float:
    """What one run of ``work`` costs."""
    began = time.process_time()
    work()
    return time.process_time() - began


def side_by_side(works: dict[str, Callable[[], object]], runs: int = RUNS) -> dict[str, float]:
    """The median CPU seconds of each; they take turns, so that whatever the machine does meets all of them. A first
    round warms caches and compilers up and does not count."""
    for work in works.values():
        work()
    taken = [{name: cpu_seconds(work) for name, work in works.items()} for _ in range(runs)]
    return {name: median(one[name] for one in taken) for name in works}
