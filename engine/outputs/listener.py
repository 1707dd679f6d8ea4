"""One listener: a connection and how far into the stream it is."""

import os
from collections.abc import Callable

from engine.outputs.baggage import Passenger
from engine.outputs.icy import IcyStream, Part
from engine.outputs.tape import Tape

PARTS = 512  # of one call, at most: half of what Linux takes (IOV_MAX)


class Listener:
    """``descriptor``: a connected socket that does not block, this listener's from now on. ``offset``: the next byte of
    the stream to be sent; ``begun``: the first unit that was; ``pending``: what comes before all that; ``turn``:
    when in a period it is served."""

    __slots__ = ("begun", "descriptor", "icy", "key", "number", "offset", "pending", "since", "turn")

    def __init__(  # noqa: PLR0913  a plain record, made in two places
        self,
        number: int,
        descriptor: int,
        *,
        key: str,
        since: float,
        begun: int,
        offset: int,
        pending: bytes = b"",
        icy: IcyStream | None = None,
        turn: int = 0,
    ) -> None:
        self.number = number
        self.descriptor = descriptor
        self.key = key
        self.since = since
        self.begun = begun
        self.offset = offset
        self.pending = pending
        self.icy = icy
        self.turn = turn

    def send(self, tape: Tape, title: Callable[[int | None], str]) -> bool:
        """Send what it has not got, as far as its socket takes it: one call of the system. False when the socket was
        full. Raises OSError when the connection is over."""
        if self.offset == tape.end and not self.pending:
            return True
        try:
            if self.icy is None and not self.pending:
                self.offset += os.write(self.descriptor, tape.view(self.offset, tape.end))
            else:
                self._send_woven(tape, title)
        except BlockingIOError:
            return False
        return self.offset == tape.end and not self.pending

    def _send_woven(self, tape: Tape, title: Callable[[int | None], str]) -> None:
        parts: list[Part] = [(tape.view(self.offset, tape.end), None)]
        if self.icy is not None:
            parts = self.icy.parts(tape, self.offset, tape.end, title)[:PARTS]
        count = os.writev(self.descriptor, [self.pending, *(data for data, _ in parts)])
        before, self.pending = len(self.pending), self.pending[count:]
        if count <= before:
            return
        if self.icy is None:
            self.offset += count - before
        else:
            sound, self.pending = self.icy.advance(parts, count - before)
            self.offset += sound

    def passenger(self, format_: str) -> Passenger:
        """What another process needs to go on."""
        one = Passenger(format_, self.number, self.key, self.since, self.begun, self.offset, self.pending, self.turn)
        if self.icy is not None:
            one.icy, one.left, one.sent = True, self.icy.left, self.icy.sent
        return one

    @classmethod
    def of(cls, one: Passenger, descriptor: int) -> "Listener":
        """The listener that another process had."""
        return cls(
            one.number,
            descriptor,
            key=one.key,
            since=one.since,
            begun=one.begun,
            offset=one.offset,
            pending=one.pending,
            icy=IcyStream(left=one.left, sent=one.sent) if one.icy else None,
            turn=one.turn,
        )

    def close(self) -> None:
        """Let the connection go; safe to repeat."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def facts(self, tape: Tape, first_turn: int = 0) -> dict[str, object]:
        """What the page needs to know when this listener heard what; ``sent_frame`` counts whole units."""
        heard = tape.heard(self.begun, tape.number_at(self.offset))
        start_frame, sent_frame = heard or (None, None)
        return {
            "number": self.number,
            "key": self.key,
            "start_frame": start_frame,
            "sent_frame": sent_frame,
            "since": self.since,
            "turn": first_turn + self.turn,
        }
