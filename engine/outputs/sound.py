"""From the ring to the tape: what is followed, encoded and recorded, at one sample rate."""

import numpy as np

from engine.outputs.ahead import Ahead
from engine.outputs.follower import Follower, Piece
from engine.outputs.mp3 import DELAY, FRAME, PREROLL, Mp3Encoder
from engine.outputs.place import Place, PlaceKeeper
from engine.outputs.recording import FileOutput
from engine.outputs.resume import GRID, start
from engine.outputs.tape import Tape
from engine.pcm import ident
from engine.ring.reader import RingReader
from engine.settings import OutputsSettings
from engine.units import to_frames

#: Seconds that are encoded before they are due. Listeners are served once a second; with one more in hand, and a
#: quarter for who wakes up late, two are encoded at once, every other second.
AHEAD = 1.25


class Sound:
    """Follows the ring for ``settings`` and writes ``tape``. ``keeper`` knows where the process before stopped."""

    def __init__(self, settings: OutputsSettings, tape: Tape, keeper: PlaceKeeper) -> None:
        def frames(seconds: float) -> int:
            return to_frames(seconds, settings.sample_rate)

        idle = np.array(ident.make(settings.sample_rate))
        distance, grace = frames(settings.distance_seconds), frames(settings.grace_seconds)
        self.follower = Follower(settings.sample_rate, distance, grace, idle, GRID, ahead=frames(AHEAD))
        self.files = [FileOutput(recording, settings.sample_rate) for recording in settings.files]
        self._encoder = Mp3Encoder(settings.sample_rate, settings.bitrate_kbps, settings.quality)
        self._ahead = Ahead()
        self._tape = tape
        self._keeper = keeper
        self._preroll = 0  # MP3 frames that are still to be left out
        self._fresh = 0  # before this programme frame everything has been recorded
        for file in self.files:
            file.start()

    def resume(self, ring: RingReader, now: int) -> None:
        """Go on where the process before stopped. What listeners may still want of the time before is encoded anew."""
        target = self.follower.target(ring, now)
        begun = start(ring, self._keeper.found, target, self._tape.keep * FRAME)
        if begun is not None:
            self._preroll, self._fresh = PREROLL, begun.fresh
            self.follower.begin(begun.position, target)

    def go_on(self, ring: RingReader, now: int, position: int) -> None:
        """Encode the very MP3 frame that comes next on the tape, which another process wrote; ``position``: what was
        recorded."""
        frame = self._tape.next_frame
        begin = None if frame is None else frame + DELAY - PREROLL * FRAME
        if begin is not None and ring.tail <= begin <= ring.head:
            self._preroll, self._fresh = PREROLL, position
            self.follower.begin(begin, max(begin, self.follower.target(ring, now)))

    def send(self, piece: Piece) -> None:
        """One piece to every output; the tape gets it when it is due."""
        self._record(piece)
        for encoded in self._encoder.feed(piece):
            left_out = min(self._preroll, len(encoded.sizes))
            self._preroll -= left_out
            self._ahead.put(encoded.without(left_out))
        if piece.frame is not None:
            self._keeper.keep(Place(self.follower.sample_rate, max(self._fresh, piece.frame + len(piece.samples))))

    def release(self, ring: RingReader | None, now: int) -> None:
        """To the tape what is due at ``now``."""
        bound = None if ring is None or self.follower.state == "ident" else self.follower.target(ring, now)
        for encoded in self._ahead.take(bound):
            self._tape.append(encoded)

    def _record(self, piece: Piece) -> None:
        if piece.frame is not None and piece.frame < self._fresh:
            known = min(self._fresh - piece.frame, len(piece.samples))
            piece = Piece(piece.samples[known:], piece.frame + known)
        if len(piece.samples):
            for file in self.files:
                file.push(piece)

    def close(self) -> None:
        for file in self.files:
            file.stop()
