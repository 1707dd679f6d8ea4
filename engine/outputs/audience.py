"""All listeners of a stream, each served about once a second by one call of the system.

A second of sound is some 16 kB: one call for that costs little more than one for an MP3 frame, of which there are 38.
The listeners are spread over the TURNS of a period, so that the work is too; a few have one turn in common. Whoever
left is noticed by epoll, or by the call that fails; whoever does not read is dropped once they are further behind than
the queue allows. Half-closed connections are served on: HTTP/1.0 players close their side behind the request."""

import asyncio
import select
from collections.abc import Callable, Iterable

from engine.logs import logger
from engine.outputs.baggage import Passenger
from engine.outputs.icy import IcyStream
from engine.outputs.listener import Listener
from engine.outputs.tape import Tape

TURNS = 4  # a period
SHARED = 64  # listeners of one turn before there is another: 1 ms
AT_ONCE = 256  # listeners served before the event loop goes on: about 3 ms
EVENTS = 256  # of epoll at once

log = logger(__name__)


class Numbers:
    """Numbers for listeners, each once."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """One that nobody had."""
        self._last += 1
        return self._last

    def had(self, number: int) -> None:
        """Somebody has that one already."""
        self._last = max(self._last, number)


class Audience:
    """Who hears one tape. ``burst``, ``limit``: units that a listener gets at once, and may be behind. ``title``: the
    one heard at a programme frame; ``clock`` gives Unix time for the listeners' list. ``numbers``: whence listeners get
    theirs; ``first_turn``: as what the first of its turns is told of, beside those of other audiences."""

    def __init__(  # noqa: PLR0913  the settings of one audience
        self,
        tape: Tape,
        title: Callable[[int | None], str],
        *,
        burst: int,
        limit: int,
        clock: Callable[[], float],
        numbers: Numbers | None = None,
        first_turn: int = 0,
    ) -> None:
        self.tape = tape
        self.listeners: dict[int, Listener] = {}  # by descriptor
        self.dropped = 0  # listeners that were too slow
        self.served = [0] * TURNS  # how many units of the stream those of each turn were sent
        self.came: list[Listener] = []  # since they were last told of; cleared by who tells
        self.left: list[int] = []
        self._turns: list[dict[int, Listener]] = [{} for _ in range(TURNS)]
        self._turn = 0
        self._title = title
        self._burst = burst
        self._limit = limit
        self._clock = clock
        self._numbers = numbers or Numbers()
        self._first_turn = first_turn
        self._full: set[int] = set()  # descriptors whose socket was full
        self._poll = select.epoll()

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have ``loop`` notice who left and whose socket has room again."""
        loop.add_reader(self._poll.fileno(), self.notice)

    def hold(self, loop: asyncio.AbstractEventLoop) -> None:
        """Send nothing, and let nobody go, until :meth:`watch`; :meth:`serve` is the caller's not to call."""
        loop.remove_reader(self._poll.fileno())

    def first(self, wanted: int | None = None) -> int:
        """The unit that whoever comes now begins with: the burst's first, or the ``wanted`` one."""
        if wanted is None:
            return max(self.tape.first, self.tape.next - self._burst)
        return max(wanted, self.tape.first, self.tape.next - self._limit + 1)

    def join(self, descriptor: int, key: str, first: int, head: bytes, icy: IcyStream | None = None) -> Listener:
        """A listener who gets ``head``, then everything from unit ``first`` on."""
        listener = Listener(
            self._numbers.next(),
            descriptor,
            key=key,
            since=self._clock(),
            begun=first,
            offset=self.tape.start_of(first),
            pending=head,
            icy=icy,
            turn=min(range(TURNS), key=lambda turn: max(SHARED, len(self._turns[turn]))),
        )
        self.add(listener)
        self._serve(listener)
        return listener

    def add(self, listener: Listener) -> None:
        """A listener who is connected and where they are in the stream."""
        self.listeners[listener.descriptor] = listener
        self._turns[listener.turn][listener.descriptor] = listener
        self._poll.register(listener.descriptor, 0)
        self.came.append(listener)

    def passengers(self, format_: str) -> list[Passenger]:
        """Everyone, as another process can go on with them; in the order of :attr:`listeners`."""
        return [listener.passenger(format_) for listener in self.listeners.values()]

    def board(self, passenger: Passenger, descriptor: int) -> None:
        """Go on with another process's listener."""
        self._numbers.had(passenger.number)
        self.add(Listener.of(passenger, descriptor))

    @property
    def pause(self) -> int:
        """How many turns on the next one is that has listeners; a period when there are none."""
        return next((on for on in range(1, TURNS) if self._turns[(self._turn + on) % TURNS]), TURNS)

    async def serve(self, turns: int = 1) -> None:
        """Send what is there to those whose turn has come with the next ``turns``."""
        for _ in range(min(turns, TURNS)):
            turn = self._turn = (self._turn + 1) % TURNS
            self.served[turn] = self.tape.next
            await self._serve_all(list(self._turns[turn].values()))

    async def _serve_all(self, listeners: list[Listener]) -> None:
        for number, listener in enumerate(listeners, 1):
            self._serve(listener)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def notice(self) -> None:
        """Let those go who left, serve those whose socket has room again."""
        for descriptor, event in self._poll.poll(0, EVENTS):
            if (listener := self.listeners.get(descriptor)) is None:
                continue
            if event & (select.EPOLLHUP | select.EPOLLERR):
                self.leave(listener)
            else:
                self._serve(listener)

    def _serve(self, listener: Listener) -> None:
        descriptor = listener.descriptor
        if descriptor < 0:  # left since
            return
        if self._late(listener):
            self.dropped += 1
            self.leave(listener)
            return
        try:
            done = listener.send(self.tape, self._title)
        except OSError:
            self.leave(listener)
            return
        if not done:
            self._full.add(descriptor)
            self._poll.modify(descriptor, select.EPOLLOUT | select.EPOLLONESHOT)
        elif descriptor in self._full:
            self._full.discard(descriptor)
            self._poll.modify(descriptor, 0)

    def _late(self, listener: Listener) -> bool:
        """Whether it is further behind than anyone may be, and so what comes next may be gone."""
        return listener.offset < self.tape.start_of(self.tape.next - self._limit)

    def leave(self, listener: Listener) -> None:
        """Safe to repeat."""
        descriptor = listener.descriptor
        if self.listeners.pop(descriptor, None) is None:
            return
        self._turns[listener.turn].pop(descriptor, None)
        self._full.discard(descriptor)
        self._poll.unregister(descriptor)
        listener.close()
        self.left.append(listener.number)

    def behind(self) -> list[Listener]:
        """Those whose socket was full: they are not where the others of their turn are."""
        return [self.listeners[descriptor] for descriptor in self._full]

    def close(self) -> None:
        """End every connection; safe to repeat."""
        for listener in list(self.listeners.values()):
            self.leave(listener)

    def facts(self, listeners: Iterable[Listener] | None = None) -> list[dict[str, object]]:
        """One entry a listener."""
        chosen = self.listeners.values() if listeners is None else listeners
        return [listener.facts(self.tape, self._first_turn) for listener in chosen]
