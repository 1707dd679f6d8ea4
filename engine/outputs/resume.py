"""Where a new outputs process goes on: at the very frame at which the one before it stopped."""

from msgspec import Struct

from engine.logs import logger
from engine.outputs.grid import Grid
from engine.outputs.mp3 import DELAY, FRAME, PREROLL
from engine.outputs.place import Place
from engine.ring.reader import RingReader

GRID = Grid(FRAME, DELAY)  # so that MP3 frames begin at multiples of their length

log = logger(__name__)


class Start(Struct, frozen=True):
    """``position``: the programme frame that is read first, PREROLL MP3 frames before what is kept, so that the
    encoder has found its feet; from ``fresh`` on nothing has gone out yet."""

    position: int
    fresh: int


def start(ring: RingReader, place: Place | None, target: int, history: int) -> Start | None:
    """Where to begin. ``target``: the frame that is due; ``history``: frames before that which are encoded anew, for
    those who reconnect. None when nothing in the ring is due."""
    fresh = target if place is None else place.position
    if place is not None and not (place.sample_rate == ring.sample_rate and ring.tail <= fresh <= ring.head):
        log.warning("the place of the outputs before is not in the ring: going on at the distance", was=fresh)
        fresh = target
    if not ring.tail <= fresh <= ring.head:
        return None
    position = GRID.after(max(ring.tail, min(fresh, target) - history - PREROLL * FRAME))
    return Start(position, max(fresh, position)) if position <= ring.head else None
