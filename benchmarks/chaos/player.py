"""What a player makes of what came: it plays every frame of the programme a fixed time behind the station's clock.

That time is the stream's distance and the player's buffer, which is the burst that every stream begins with. It keeps
what it has when it has to connect again, and knows what it had already. A frame that came later than it had to be
played, or never, was not heard: that is a gap. The player does not fall behind for it, so that one fault's gap does
not hide the next one's. A player that throws its buffer away when it is cut loses more; see :func:`cut_off`."""

from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.chaos.decode import Sound
from benchmarks.chaos.gap import Gap
from benchmarks.chaos.place import Run
from benchmarks.chaos.tape import SECOND, Tape

GRAIN = 32  # frames that are judged at once, 0.7 ms
SHORTEST_SECONDS = 0.002  # a place is known to about a millisecond; the least that can get lost is a block or MP3 frame
NEVER = np.iinfo(np.int64).max


class Heard(Struct):
    """A connection's sound, and where it belongs."""

    sound: Sound
    runs: list[Run]


def arrivals(heard: list[Heard], tape: Tape) -> NDArray[np.int64]:
    """When each grain of the tape had come for the first time, CLOCK_MONOTONIC in ns."""
    came = np.full((tape.end - tape.start) // GRAIN + 1, NEVER)
    for one in heard:
        for run in one.runs:
            first, last = -(-run.place // GRAIN), (run.place + run.length) // GRAIN
            samples = np.arange(first, last) * GRAIN - run.offset
            frames = np.searchsorted(one.sound.begins, samples + GRAIN - 1, side="right") - 1
            came[first:last] = np.minimum(came[first:last], one.sound.came[frames])
    return came


def gaps(came: NDArray[np.int64], tape: Tape, distance: float, buffer: float, until: int) -> list[Gap]:
    """The frames that were not there in time, from the first that was heard on. ``distance``, ``buffer``: seconds;
    ``until``: CLOCK_MONOTONIC of the end, ns."""
    due = due_times(len(came), tape) + round((distance + buffer) * SECOND)
    first = int((came != NEVER).argmax())
    missing = np.zeros(len(came) + 1, np.bool_)
    missing[first:-1] = (came > due)[first:]
    missing[:-1] &= due < until
    edges = np.flatnonzero(np.diff(missing.astype(np.int8), prepend=0))
    found = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if (end - begin) * GRAIN >= SHORTEST_SECONDS * tape.sample_rate:
            never = bool((came[begin:end] == NEVER).any())
            frame, length = tape.start + int(begin) * GRAIN, int(end - begin) * GRAIN
            found.append(Gap(frame=frame, length=length, how="never came" if never else "came late"))
    return found


def due_times(count: int, tape: Tape) -> NDArray[np.float64]:
    """When the station's clock reached each of ``count`` grains, ns."""
    frames = tape.start + GRAIN * np.arange(count)
    number = np.searchsorted([anchor.frame for anchor in tape.anchors[1:]], frames, side="right")
    return np.array([anchor.epoch for anchor in tape.anchors])[number] + frames * (SECOND / tape.sample_rate)


def repeated(heard: list[Heard], rate: int) -> int:
    """Frames that one connection brought twice."""
    twice = 0
    for one in heard:
        for before, after in pairwise(one.runs):
            back = before.place + before.length - after.place
            twice += back if back > SHORTEST_SECONDS * rate else 0
    return twice


def cut_off(heard: list[Heard], buffer: float, rate: int) -> list[tuple[int, int]]:
    """For each reconnection the programme frame at which a player without memory was cut, and how many frames it
    lost: it was ``buffer`` seconds behind what had come, throws that away, and begins with the new connection."""
    lost = []
    for before, after in pairwise(heard):
        if before.runs and after.runs:
            cut = before.runs[-1].place + before.runs[-1].length - round(buffer * rate)
            lost.append((cut, max(0, after.runs[0].place - cut)))
    return lost
