"""Where an engine goes on: at the ring's head with the mixer's state, if there is a ring; else behind the
journal's."""

from msgspec import Struct
from msgspec.structs import replace

from engine.errors import RingError
from engine.geometry import Geometry
from engine.logs import logger
from engine.places import Places
from engine.ring import Ring
from engine.ring_writer import RingWriter
from engine.settings import EngineSettings
from ext.clock import SECOND, starting

#: Snapshots are kept this far apart at least: what lies between two is rendered again in some milliseconds.
KEPT_FRAMES, KEPT_BLOCKS = 16_384, 16
#: The journal knows the head to ten seconds; what lies behind that may have been heard before the ring was
#: lost.
UNKNOWN_SECONDS = 15

log = logger(__name__)


class Opening(Struct, frozen=True):
    """``state``: the mixer's behind frame ``head``, None when there is none to go on from; ``how`` says so in
    a word: "resumed" (bit for bit), "moved" (the same, in a ring of another size), "anew"."""

    writer: RingWriter
    head: int
    state: bytes | None
    how: str
    set_at: int = 0  # when the ring's epoch was set, if that was now


def open_ring(places: Places, settings: EngineSettings, *, known: int, state_bytes: int, now: int) -> Opening:
    """The station's ring, made if need be. ``known``: a frame that is known to have been reached, 0 for a
    station that never played. Raises RingError when shared memory is full."""
    wanted = geometry(settings, state_bytes, 0)
    try:
        old = RingWriter.resume(places.ring)
    except RingError as error:
        if places.ring.exists():
            log.warning("the ring is made anew", why=str(error))
        return anew(places, settings, wanted, known, now)
    if old.ring.geometry.sample_rate != settings.sample_rate:
        return anew(places, settings, wanted, known, now)
    restored = old.restore()
    if same(old.ring, wanted):
        return Opening(old, old.head, restored[1] if restored else None, "resumed" if restored else "anew")
    moved = replaced(places, wanted, old)
    return Opening(moved, moved.head, restored[1] if restored else None, "moved")


def geometry(settings: EngineSettings, state_bytes: int, start: int) -> Geometry:
    """The ring that the settings ask for."""
    count = round(settings.ring_seconds * settings.sample_rate / settings.block_frames)
    return Geometry(
        sample_rate=settings.sample_rate,
        block_frames=settings.block_frames,
        block_count=max(4, count),
        snapshot_bytes=state_bytes,
        start=start,
        every=max(KEPT_BLOCKS, -(-KEPT_FRAMES // settings.block_frames)),
    )


def same(ring: Ring, wanted: Geometry) -> bool:
    """Whether ``ring`` is what is wanted, wherever it began."""
    return started(ring.geometry, wanted.start) == wanted


def started(wanted: Geometry, start: int) -> Geometry:
    """The same geometry, beginning at frame ``start``."""
    return replace(wanted, start=start)


def replaced(places: Places, wanted: Geometry, old: RingWriter) -> RingWriter:
    """A ring of another size that goes on where ``old`` ended; who reads the old one notices, and opens this
    one."""
    return RingWriter.create(places.ring, started(wanted, old.head), epoch=old.epoch, generation=old.generation + 1)


def anew(places: Places, settings: EngineSettings, wanted: Geometry, known: int, now: int) -> Opening:
    """A ring with nothing in it, behind everything that may have been heard."""
    start = known + UNKNOWN_SECONDS * settings.sample_rate if known else 0
    epoch = starting(start, now, settings.sample_rate, round(settings.lead_seconds * SECOND))
    writer = RingWriter.create(places.ring, started(wanted, start), epoch=epoch, generation=1)
    return Opening(writer, start, None, "anew", now)
