"""The conductor: sends each follower what is due. Time is passed in; a thread of clockwork's calls it."""

from collections.abc import Callable

from engine.midi.clock.heard import Heard
from engine.midi.clock.pulse import CLOCK, Pulse, Transport
from engine.midi.clock.pulses import Pulses
from engine.ring.reader import SECOND

LOOK = SECOND // 20  # ns until the next look where nothing is due: what is planned may be another thing by then
LOST = SECOND // 4  # ns: so late, somebody was held up, and goes on from where the sound is

#: How a follower is told: raises nothing.
Send = Callable[[bytes], None]


class Conductor:
    """``pulses`` at the time at which they are ``heard``; without that nobody is told anything. ``late``: the longest
    that one was behind its time so far, in nanoseconds."""

    def __init__(self, pulses: Pulses, heard: Heard | None = None) -> None:
        self.pulses = pulses
        self.heard = heard
        self.sent = self.late = 0
        self._followers: dict[str, tuple[Send, Transport]] = {}
        self._announced: float | None = None  # the pulse that everybody has been told is coming

    @property
    def followers(self) -> list[str]:
        """Their names."""
        return sorted(self._followers)

    def join(self, name: str, send: Send) -> None:
        """It is in time from the next bar on."""
        self._followers[name] = send, Transport()

    def leave(self, name: str) -> None:
        """It is told to stop."""
        if (follower := self._followers.pop(name, None)) is not None:
            send, transport = follower
            for data in transport.leave():
                send(data)

    def hear(self, heard: Heard, now: int) -> None:
        """The frames are heard at other times from now on."""
        self.heard = heard
        self.pulses.skip(heard.frame(now))
        self._announced = None

    def step(self, now: int) -> int:
        """Send what is due at ``now``; when to be called again, at the latest."""
        heard = self.heard
        if heard is None:
            return now + LOOK
        heard.pass_to(now)
        while (pulse := self.pulses.next()) is not None:
            due = heard.due(pulse.frame)
            if now - due > LOST:
                self.pulses.skip(heard.frame(now))
                self._announced = None
                continue
            ahead = heard.due(pulse.frame - pulse.interval / 2)  # nobody has to be told two things at once
            if now < ahead:
                return min(ahead, now + LOOK)
            self._announce(pulse)
            if now < due:
                return min(due, now + LOOK)
            self._send(pulse, now - due)
        return now + LOOK

    def _announce(self, pulse: Pulse) -> None:
        if self._announced == pulse.frame:
            return
        self._announced = pulse.frame
        for send, transport in list(self._followers.values()):
            for data in transport.before(pulse):
                send(data)

    def _send(self, pulse: Pulse, late: int) -> None:
        for send, _ in list(self._followers.values()):
            send(CLOCK)
        self.pulses.take(pulse)
        self.sent += 1
        self.late = max(self.late, late)
