"""The watchdog: hears what comes out, and when it is silent looks whether it should be.

A breakdown or a quiet ending is no fault: what the clips' files hold at exactly those places, at their gains, is quiet
too. Nor is a hand that keeps them silent. A source that is ready but silent while its file is not is one: it was read
wrongly, or its envelopes shut it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.pcm.file import read_window
from engine.programme.clip import Clip
from engine.programme.fades import amplitude, source_frame
from engine.programme.programme import Programme
from engine.ring.ring import Ring
from engine.units import to_amplitude

QUIET = to_amplitude(-45.0)  # RMS; 29 dB below the station's loudness
LOUD = to_amplitude(-39.0)  # what a file must hold to be missed: a seam's fades are between the two
PATIENCE = 0.5  # seconds of silence; shorter ones are in music
BEHIND = 10.0  # seconds: further behind the head nobody has yet to hear anything
SHUT = 2.0  # seconds, when only faders and filters silence it: a stop before the drop is a bar at most


class Fault(Struct, frozen=True):
    """``clip`` should have sounded in ``[start, end)``. ``shut``: its envelopes may be what keeps it silent. ``since``:
    the frame since which it has been silent. ``plain``: its seam would sound on the plain tracks."""

    clip: Clip
    start: int
    end: int
    shut: bool
    since: int
    plain: bool


class Watchdog:
    """Listens to ``ring``. ``hand``: the lowest amplitude that a hand leaves of a clip in ``[start, end)``, None where
    it is not on it."""

    def __init__(
        self, ring: Ring, sample_rate: int, hand: Callable[[Clip, int, int], float | None] = lambda *_: None
    ) -> None:
        self._ring = ring
        self._rate = sample_rate
        self._hand = hand
        self._heard = ring.head
        self._since: int | None = None

    def quiet(self) -> bool:
        """Whether the newest block is."""
        geometry, head = self._ring.geometry, self._ring.head
        return head > geometry.start and self._quiet(head - geometry.block_frames)

    def _quiet(self, frame: int) -> bool:
        block = self._ring.samples[self._ring.geometry.block(frame)].ravel()
        return float(np.dot(block, block)) < QUIET**2 * len(block)

    def listen(self) -> int | None:
        """Hear what came since the last time, from the newest back to what sounds; the frame since which it is silent,
        None when it sounds."""
        size, head = self._ring.geometry.block_frames, self._ring.head
        first = since = max(self._heard, self._ring.tail)
        for frame in range(head - size, first - 1, -size):
            if not self._quiet(frame):
                self._since, since = None, frame + size
                break
        if self._since is None and since < head:
            self._since = since
        self._heard = head
        return self._since

    def behind(self, fault: Fault) -> tuple[int, int]:
        """From where to where what ``fault`` silenced may still be heard by those behind the head."""
        earliest = self._heard - round(BEHIND * self._rate)
        return max(fault.since, earliest, self._ring.geometry.start), self._heard

    def fault(self, programme: Programme) -> Fault | None:
        """What should be heard now and is not. Blocks on disks."""
        since, end = self.listen(), self._heard
        if since is None or end - since < PATIENCE * self._rate:
            return None
        start = max(since, end - round(PATIENCE * self._rate))
        for clip in programme.sounding(start, end):
            if clip.pcm == "ident" or clip.at > start or clip.end < end:
                continue
            if (held := level(clip, start, end)) < LOUD:
                continue
            left = self._hand(clip, start, end)
            if left is not None and held * left < LOUD:
                continue
            heard = lowest(clip, start, end) if left is None else left
            shut = held * heard < LOUD or bool(set(clip.envelopes) - {"fader", "level"})
            if not shut or end - since >= SHUT * self._rate:
                plain = clip.part == "seam" and self._would_sound(programme.below, end)
                return Fault(clip, start, end, shut, since, plain)
        return None

    def _would_sound(self, clips: list[Clip], start: int) -> bool:
        """Whether one of ``clips`` would be heard from ``start`` on. An EQ or a filter may still keep it silent: then
        that is the next fault."""
        end = start + round(PATIENCE * self._rate)
        through = [clip for clip in clips if clip.at <= start and clip.end >= end]
        return any(level(clip, start, end) * lowest(clip, start, end) >= LOUD for clip in through)


def lowest(clip: Clip, start: int, end: int) -> float:
    """The lower of the faders' amplitudes at the ends of ``[start, end)``."""
    return min(amplitude(clip, start), amplitude(clip, end - 1))


def level(clip: Clip, start: int, end: int) -> float:
    """The RMS that the PCM of ``clip`` has in ``[start, end)`` at the clip's gain, 0 where it can't be read."""
    first, last = (int(source_frame(clip, frame - clip.at)) for frame in (start, end))
    try:
        pcm, _ = read_window(Path(clip.pcm), first, max(last, first + 1))
    except (OSError, ValueError):
        return 0.0
    return float(np.sqrt(np.mean(np.square(np.nan_to_num(pcm), dtype=np.float64)))) * to_amplitude(clip.gain_db)
