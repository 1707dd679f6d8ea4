"""From the byte that a fader sends to the sample that is another one for it."""

import itertools
import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.handling.controller import BLOCK, RATE, Controller, due
from benchmarks.row import Row
from engine.ring.reader import SECOND, RingReader

MOVES = 200
APART = 0.1  # seconds between two moves, and up to half as many more
FADER = (0xB0, 7)  # deck a's, of the generic mixer


def rows(controller: Controller, ring: RingReader) -> list[Row]:
    """Milliseconds."""
    ms = _latencies(ring, _moved(controller))
    found = {"median": np.median(ms), "99 %": np.percentile(ms, 99), "longest": ms.max()}
    told = [
        Row(f"byte to sample, {what}", "everset", round(float(one), 1), "ms", None, "") for what, one in found.items()
    ]
    return [*told, Row("moves that were seen", "everset", float(len(ms)), f"of {MOVES}", None, "")]


def _moved(controller: Controller) -> list[int]:
    """Throw the fader from one end to the other and back, MOVES times; when each byte was sent."""
    random, sent = np.random.default_rng(1), []
    for value in (127, 127):  # the first says where it is, the second picks it up
        controller.send([*FADER, value])
        time.sleep(1.0)
    for value in itertools.islice(itertools.cycle((0, 127)), MOVES):
        sent.append(controller.send([*FADER, value]))
        time.sleep(APART * (1 + random.random() / 2))
    return sent


def _latencies(ring: RingReader, sent: list[int]) -> NDArray[np.float64]:
    """For each byte that changed a sample soon: until the clock comes to the first one, in milliseconds."""
    begin = max(ring.tail + 2 * BLOCK, ring.clock(sent[0]))
    left = ring.read(begin, ring.head - begin)[:, 0]
    moving = np.flatnonzero(np.abs(np.diff(left)) > 1e-6) + 1
    changed = due(ring, begin + moving[np.flatnonzero(np.diff(moving, prepend=-RATE) > RATE // 50)])
    first = [changed[np.searchsorted(changed, when - SECOND // 100)] for when in sent if when < changed[-1]]
    ms = np.array([(int(then) - when) / 1e6 for then, when in zip(first, sent, strict=False)])
    return ms[ms < 1e3 * APART]
