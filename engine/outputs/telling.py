"""What the page is told of the audience: who came and who left, and once a second how far everyone is, in a few numbers
whatever their count: those of one turn are all at the same place, but for the few whose sockets are full."""

from collections.abc import Iterable

from engine.bus import Message
from engine.outputs.audience import TURNS, Audience
from engine.outputs.listener import Listener

EVERY = 0.9  # seconds at least between two words while anyone listens and nobody comes or goes: once a period


class Telling:
    """Makes the ``listeners`` and ``tuned`` events of engine.protocol; only listeners with a key are listed."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self._told_at = 0.0
        self._jumps = 0
        self._settling = 0  # turns until everyone has passed the last jump

    def whole(self) -> Message:
        """Everything, for who begins to follow."""
        return {"event": "listeners", "listeners": self._facts(self.audience.listeners.values()), **self._common()}

    def news(self, now: float, turns: int = 1) -> Message | None:
        """What there is to be told at ``now``, seconds, when so many ``turns`` were served since the last time."""
        if self._jumped(turns):
            return self.whole()
        audience = self.audience
        if not (audience.came or audience.left) and (not audience.listeners or now - self._told_at < EVERY):
            return None
        came, left = audience.came, audience.left
        audience.came, audience.left = [], []
        self._told_at = now
        return {"event": "tuned", "came": self._facts(came), "left": left, **self._common()}

    def _jumped(self, turns: int) -> bool:
        """Whether everyone has just passed a jump of the programme: then all their first frames count anew."""
        if self._jumps != self.audience.tape.jumps:
            self._jumps, self._settling = self.audience.tape.jumps, TURNS
        before, self._settling = self._settling, max(0, self._settling - turns)
        return before > self._settling == 0

    def _common(self) -> Message:
        audience = self.audience
        sent = [found[1] if (found := audience.tape.heard(0, number)) else None for number in audience.served]
        behind = [(one.number, one.facts(audience.tape)["sent_frame"]) for one in audience.behind() if one.key]
        return {"count": len(audience.listeners), "sent": sent, "behind": behind}

    def _facts(self, listeners: Iterable[Listener]) -> list[dict[str, object]]:
        return self.audience.facts(one for one in listeners if one.key and one.descriptor >= 0)
