"""When a process does what it does every so often: at multiples of the period on its clock, so that one wake-up serves
for all of it. Waking up costs more than most of what is then done: 0.3 ms, because the caches are others' by then."""


def until_next(period: float, now: float) -> float:
    """Seconds from ``now`` to the next multiple of ``period``, seconds too; a tenth of it at least, as a clock may be
    read a little early."""
    wait = period - now % period
    return wait if wait > period / 10 else wait + period
