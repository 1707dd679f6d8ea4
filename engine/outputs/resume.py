"""Where a new outputs process goes on: at the very frame at which the one before it stopped."""

from msgspec import Struct

from engine.logs import logger
from engine.outputs.format import Format
from engine.outputs.place import Place
from engine.ring.reader import RingReader

log = logger(__name__)


class Start(Struct, frozen=True):
    """``position``: the programme frame that is read first, the format's preroll before what is kept, so that the
    encoder has found its feet; from ``fresh`` on nothing has gone out yet."""

    position: int
    fresh: int


def start(ring: RingReader, place: Place | None, target: int, history: int, format_: Format) -> Start | None:
    """Where to begin. ``target``: the frame that is due; ``history``: frames before that which are encoded anew, for
    those who reconnect. None when nothing in the ring is due."""
    fresh = target if place is None else place.position
    if place is not None and not (place.sample_rate == ring.sample_rate and ring.tail <= fresh <= ring.head):
        log.warning("the place of the outputs before is not in the ring: going on at the distance", was=fresh)
        fresh = target
    if not ring.tail <= fresh <= ring.head:
        return None
    before = history + format_.preroll * format_.unit
    position = format_.grid.after(max(ring.tail, min(fresh, target) - before))
    return Start(position, max(fresh, position)) if position <= ring.head else None
