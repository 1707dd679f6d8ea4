"""What was encoded before it is due: the tape gets it, and so listeners hear of it, when its time comes."""

from collections import deque
from collections.abc import Iterator

from engine.outputs.encoded import Encoded


class Ahead:
    """Runs of units, in the order in which they go out."""

    def __init__(self) -> None:
        self._runs: deque[Encoded] = deque()

    def put(self, encoded: Encoded) -> None:
        """Keep ``encoded`` behind what is there."""
        if encoded.sizes:
            self._runs.append(encoded)

    def take(self, until: int | None) -> Iterator[Encoded]:
        """Everything up to the first unit that does not begin before programme frame ``until``; the ident always
        does. None: everything."""
        while self._runs:
            run = self._runs.popleft()
            due = len(run.sizes) if until is None else min(len(run.sizes), -(-(until - run.frame) // run.unit))
            if due > 0:
                yield run.first(due)
            if due < len(run.sizes):
                self._runs.appendleft(run.without(max(0, due)))
                return
