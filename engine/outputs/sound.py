"""From the ring to the tape, in one format."""

from collections.abc import Callable

import numpy as np

from engine.outputs.ahead import Ahead
from engine.outputs.encoded import Encoded
from engine.outputs.follower import Follower, Piece
from engine.outputs.format import Encoder, Format
from engine.outputs.place import Place, PlaceKeeper
from engine.outputs.resume import start
from engine.outputs.tape import Tape
from engine.pcm import ident
from engine.ring.reader import RingReader
from engine.settings import OutputsSettings
from engine.units import to_frames

#: Seconds that are encoded before they are due. Listeners are served once a second; with one more in hand, and a
#: quarter for who wakes up late, two are encoded at once, every other second.
AHEAD = 1.25


class Sound:
    """Follows the ring for ``settings`` and writes the tape of ``format_``. ``keeper`` knows where the process before
    stopped. Until it begins (:meth:`resume`, :meth:`go_on`) it sleeps, and costs nothing.

    ``pieces``, ``units``: who else is to get what goes out, before and behind the encoder, once."""

    def __init__(self, settings: OutputsSettings, format_: Format, keeper: PlaceKeeper | None = None) -> None:
        def frames(seconds: float) -> int:
            return to_frames(seconds, settings.sample_rate)

        idle = np.array(ident.make(settings.sample_rate))
        distance, grace = frames(settings.distance_seconds), frames(settings.grace_seconds)
        self.format = format_
        self.follower = Follower(settings.sample_rate, distance, grace, idle, format_.grid, ahead=frames(AHEAD))
        self.tape = Tape(format_.units(settings.burst_seconds + settings.queue_seconds + 1), format_.unit)
        self.pieces: list[Callable[[Piece], None]] = []
        self.units: list[Callable[[Encoded], None]] = []
        self._encoder: Encoder | None = None
        self._ahead = Ahead()
        self._keeper = keeper
        self._preroll = 0  # units that are still to be left out
        self._fresh = 0  # before this programme frame everything has gone out once

    @property
    def awake(self) -> bool:
        """Whether it encodes."""
        return self._encoder is not None

    def resume(self, ring: RingReader | None, now: int) -> None:
        """Go on where the process before stopped. What listeners may still want of the time before is encoded anew."""
        begun = None
        if ring is not None:
            target, found = self.follower.target(ring, now), self._keeper.found if self._keeper else None
            begun = start(ring, found, target, self.tape.keep * self.tape.unit, self.format)
            if begun is not None:
                self._fresh = begun.fresh
                self.follower.begin(begun.position, target)
        self._begin(0 if begun is None else self.format.preroll)

    def go_on(self, ring: RingReader | None, now: int, position: int | None) -> None:
        """Encode the very unit that comes next on the tape, which another process wrote; ``position``: what went out
        once."""
        frame, preroll = self.tape.next_frame, self.format.preroll
        begin = None if frame is None else frame + self.format.delay - preroll * self.format.unit
        if ring is None or begin is None or not ring.tail <= begin <= ring.head:
            self.resume(ring, now)
            return
        self._fresh = begin if position is None else position
        self.follower.begin(begin, max(begin, self.follower.target(ring, now)))
        self._begin(preroll)

    def _begin(self, preroll: int) -> None:
        self._preroll = preroll
        self._encoder = self.format.make(self.tape.next - preroll)

    def sleep(self) -> None:
        """Encode nothing until it begins again."""
        self._encoder = None
        self._ahead = Ahead()
        self.follower.position = None

    def send(self, piece: Piece) -> None:
        """Encode one piece; the tape gets it when it is due."""
        assert self._encoder is not None
        self._give(piece)
        for encoded in self._encoder.feed(piece):
            left_out = min(self._preroll, len(encoded.sizes))
            self._preroll -= left_out
            self._ahead.put(encoded.without(left_out))
        if piece.frame is not None and self._keeper is not None:
            self._keeper.keep(Place(self.follower.sample_rate, max(self._fresh, piece.frame + len(piece.samples))))

    def release(self, ring: RingReader | None, now: int) -> None:
        """To the tape what is due at ``now``."""
        bound = None if ring is None or self.follower.state == "ident" else self.follower.target(ring, now)
        for encoded in self._ahead.take(bound):
            self.tape.append(encoded)
            self._give_units(encoded)

    def _give(self, piece: Piece) -> None:
        if piece.frame is not None and piece.frame < self._fresh:
            known = min(self._fresh - piece.frame, len(piece.samples))
            piece = Piece(piece.samples[known:], piece.frame + known)
        if len(piece.samples):
            for take in self.pieces:
                take(piece)

    def _give_units(self, encoded: Encoded) -> None:
        if encoded.frame >= 0:
            encoded = encoded.without(
                min(len(encoded.sizes), max(0, -(-(self._fresh - encoded.frame) // encoded.unit)))
            )
        if encoded.sizes:
            for take in self.units:
                take(encoded)
