"""A line a fault, with the time that is left; and an end when somebody wants one."""

import signal
import sys
import time

from benchmarks.chaos.outcome import Outcome


class Progress:
    """Tells of ``count`` faults. The first SIGINT or SIGTERM has the fault under way be the last, so that what was done
    is judged; the second ends the run."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._began = time.monotonic()
        self._enough = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        if self._enough:
            raise KeyboardInterrupt
        self._enough = True
        print("this fault is the last; once more to leave at once", file=sys.stderr, flush=True)

    def __call__(self, outcome: Outcome) -> bool:
        """Print the line of ``outcome``; whether to go on."""
        done = outcome.number + 1
        left = (time.monotonic() - self._began) / done * (self._count - done) / 60
        unwell = "".join(f"; NOT WELL: {wound}" for wound in outcome.unwell)
        line = f"{outcome.kind}: {outcome.what}: {(outcome.ended - outcome.began) / 1e9:.1f} s{unwell}"
        print(f"{done:4}/{self._count} {left:5.1f} min left  {line}", file=sys.stderr, flush=True)
        return not self._enough
