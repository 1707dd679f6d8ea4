"""Who is tuned in: stream connections by listener, and which frame each of them hears."""

from collections.abc import Iterable

from msgspec import Struct

STALE_SECONDS = 3600.0  # a listener who was gone for this long is forgotten


class Stream(Struct, frozen=True, kw_only=True):
    """One connection, as the outputs report it. ``key``: what came as ``?k=``; ``since``: Unix time; ``turn``: with
    whom it is served. The frames are None until the first sound was sent."""

    key: str
    number: int = 0
    turn: int = 0
    start_frame: int | None = None
    sent_frame: int | None = None
    since: float = 0.0

    @property
    def listen_key(self) -> str:
        """The part of the key that tells the listener."""
        return self.key.partition(".")[0]

    @property
    def nonce(self) -> str:
        """The part of the key that tells the connection."""
        return self.key.partition(".")[2]


class Heard(Struct, frozen=True):
    """A page said: at ``time`` (monotonic seconds) this was the frame heard."""

    frame: int
    time: float


class TunedIn:
    """Everyone's connections. Times are monotonic seconds, passed in."""

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.count = 0
        self._streams: dict[str, list[Stream]] = {}
        self._keys: dict[int, str] = {}  # listen keys by the connections' numbers
        self._sent: list[int | None] = []  # how far everyone of a turn is
        self._behind: dict[int, int | None] = {}  # but those
        self._seen: dict[str, float] = {}
        self._heard: dict[str, Heard] = {}

    def follow(self, streams: Iterable[Stream], time: float) -> set[str]:
        """Take the outputs' whole list; returns the listen keys whose connections changed."""
        before, self._streams, self._keys = self._streams, {}, {}
        self.count = 0
        for stream in streams:
            self.count += 1
            self._add(stream)
        known = self._streams.keys() | before.keys()
        self._seen |= dict.fromkeys(self._streams, time)
        self._forget(time)
        return {key for key in known if starts(self._streams.get(key)) != starts(before.get(key))}

    def change(self, came: Iterable[Stream], left: Iterable[int], time: float) -> set[str]:
        """Take who came and, by their numbers, who left; returns their listen keys."""
        changed = {self._add(stream) for stream in came}
        changed |= {self._remove(number, time) for number in left}
        self._seen |= dict.fromkeys(self._streams.keys() & changed, time)
        self._forget(time)
        return changed - {""}

    def moved(self, count: int, sent: list[int | None], behind: list[tuple[int, int | None]]) -> None:
        """Take how many connections there are, and how far they are: by their turn, but for those behind."""
        self.count, self._sent, self._behind = count, sent, dict(behind)

    def _add(self, stream: Stream) -> str:
        key = stream.listen_key
        if key:
            self._keys[stream.number] = key
            self._streams[key] = sorted((*self._streams.get(key, ()), stream), key=lambda one: one.since)
        return key

    def _remove(self, number: int, time: float) -> str:
        key = self._keys.pop(number, "")
        if key:
            self._seen[key] = time
            self._streams[key] = [stream for stream in self._streams[key] if stream.number != number]
            if not self._streams[key]:
                del self._streams[key]
        return key

    def lost(self, time: float) -> None:
        """The outputs are away: nobody is known to be tuned in, those of just now may still vote."""
        self._seen |= dict.fromkeys(self._streams, time)
        self._streams, self._keys = {}, {}
        self.moved(0, [], [])

    @property
    def unique(self) -> int:
        """How many listeners there are, at the least: a connection without a listen key is its own."""
        with_key = sum(len(streams) for streams in self._streams.values())
        return self.count - with_key + len(self._streams)

    def streams(self, key: str) -> list[Stream]:
        """The connections that sound, of the listener with this listen key, the newest last."""
        return [stream for stream in self._streams.get(key, ()) if stream.start_frame is not None]

    def sent(self, stream: Stream) -> int | None:
        """The frame behind the last one that went out to ``stream``."""
        if stream.number in self._behind:
            return self._behind[stream.number]
        turns = self._sent[stream.turn : stream.turn + 1]
        return max((frame for frame in (stream.sent_frame, *turns) if frame is not None), default=None)

    def tuned_in(self, key: str, time: float, within: float) -> bool:
        """Whether that listener is connected, or was less than ``within`` seconds ago."""
        return key in self._streams or time - self._seen.get(key, -1e18) <= within

    def told(self, key: str, frame: int, time: float) -> None:
        """A page of that listener said which frame it plays."""
        if key in self._streams:
            self._heard[key] = Heard(frame, time)

    def heard(self, key: str, time: float, unix: float) -> int | None:
        """The frame that the listener hears: what their page said, moved on by the time since; else, what a player
        that started with the connection has reached, at most what was sent. None when not connected."""
        if not (streams := self.streams(key)):
            return None
        newest = streams[-1]
        start = newest.start_frame or 0
        sent = start if (known := self.sent(newest)) is None else known
        told = self._heard.get(key)
        if told and told.frame >= start:
            return min(sent, told.frame + round((time - told.time) * self.sample_rate))
        played = round(max(0.0, unix - newest.since) * self.sample_rate) if newest.since else 0
        return min(sent, start + played)

    def _forget(self, time: float) -> None:
        gone = [key for key, seen in self._seen.items() if time - seen > STALE_SECONDS and key not in self._streams]
        for key in gone:
            self._seen.pop(key)
            self._heard.pop(key, None)


def starts(streams: list[Stream] | None) -> list[tuple[str, int | None]]:
    """What a page needs to know of its connections."""
    return [(stream.key, stream.start_frame) for stream in streams or ()]
