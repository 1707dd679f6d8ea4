"""What the page is told of the audience: who came and who left, and once a second how far everyone is, in a few numbers
whatever their count: those of one turn are all at the same place, but for the few whose sockets are full."""

from collections.abc import Iterable, Iterator, Sequence

from engine.bus import Message
from engine.outputs.audience import TURNS, Audience
from engine.outputs.listener import Listener

EVERY = 0.9  # seconds at least between two words while anyone listens and nobody comes or goes: once a period


class Telling:
    """Makes the ``listeners`` and ``tuned`` events of engine.protocol for all ``audiences``; only listeners with a key
    are listed."""

    def __init__(self, audiences: Sequence[Audience]) -> None:
        self._audiences = audiences
        self._told_at = 0.0
        self._jumps = 0
        self._settling = 0  # turns until everyone has passed the last jump

    def whole(self) -> Message:
        """Everything, for who begins to follow."""
        listeners = [fact for one in self._audiences for fact in _facts(one, one.listeners.values())]
        return {"event": "listeners", "listeners": listeners, **self._common()}

    def news(self, now: float, turns: int = 1) -> Message | None:
        """What there is to be told at ``now``, seconds, when so many ``turns`` were served since the last time."""
        if self._jumped(turns):
            return self.whole()
        changed = any(one.came or one.left for one in self._audiences)
        heard = any(one.listeners for one in self._audiences)
        if not changed and (not heard or now - self._told_at < EVERY):
            return None
        self._told_at = now
        came, left = [], []
        for one in self._audiences:
            came += _facts(one, one.came)
            left += one.left
            one.came, one.left = [], []
        return {"event": "tuned", "came": came, "left": left, **self._common()}

    def _jumped(self, turns: int) -> bool:
        """Whether everyone has just passed a jump of the programme: then all their first frames count anew."""
        jumps = sum(one.tape.jumps for one in self._audiences)
        if self._jumps != jumps:
            self._jumps, self._settling = jumps, TURNS
        before, self._settling = self._settling, max(0, self._settling - turns)
        return before > self._settling == 0

    def _common(self) -> Message:
        sent = [_sent(one, number) for one in self._audiences for number in one.served]
        behind = [entry for one in self._audiences for entry in _behind(one)]
        return {"count": sum(len(one.listeners) for one in self._audiences), "sent": sent, "behind": behind}


def _sent(audience: Audience, number: int) -> int | None:
    found = audience.tape.heard(0, number)
    return None if found is None else found[1]


def _behind(audience: Audience) -> Iterator[tuple[int, object]]:
    for one in audience.behind():
        if one.key:
            yield one.number, one.facts(audience.tape)["sent_frame"]


def _facts(audience: Audience, listeners: Iterable[Listener]) -> list[dict[str, object]]:
    return audience.facts(one for one in listeners if one.key and one.descriptor >= 0)
