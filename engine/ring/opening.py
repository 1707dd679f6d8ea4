"""Where an engine goes on: at the ring's head with the mixer's state, if there is a ring; else behind the
journal's."""

from msgspec import Struct
from msgspec.structs import replace

from engine.errors import RingError
from engine.logs import logger
from engine.places import Places
from engine.ring.geometry import Geometry
from engine.ring.reader import RingReader
from engine.ring.ring import NOTHING, Ring
from engine.ring.writer import RingWriter
from engine.settings import EngineSettings
from ext.clock import SECOND, starting

#: Snapshots are kept this far apart at least: what lies between two is rendered again in some milliseconds.
KEPT_FRAMES, KEPT_BLOCKS = 16_384, 16
#: The journal knows the head to ten seconds; what lies behind that may have been heard before the ring was
#: lost.
UNKNOWN_SECONDS = 15
#: What is rendered again where the state before can't be read: more than the outputs' distance, and so much that
#: filters and limiter have long forgotten how they began when it is heard.
AGAIN_SECONDS = 20

log = logger(__name__)


class Opening(Struct, frozen=True):
    """``state``: the mixer's behind frame ``head``, None when there is none to go on from; ``how`` says so in
    a word: "resumed" (bit for bit), "moved" (the same, in a ring of another size), "again" (the last seconds are
    rendered again from the programme, because what the engine before kept can't be read), "anew"."""

    writer: RingWriter
    head: int
    state: bytes | None
    how: str
    set_at: int = 0  # when the ring's epoch was set, if that was now


class Told(Struct, frozen=True):
    """What an engine says when it leaves: its head, and the CLOCK_MONOTONIC of frame 0 in nanoseconds. It holds
    whatever the layout of its ring is."""

    frame: int
    epoch: int


def open_ring(  # noqa: PLR0913  what is known of the one before
    places: Places, settings: EngineSettings, *, known: int, state_bytes: int, now: int, told: Told | None = None
) -> Opening:
    """The station's ring, made if need be. ``known``: a frame that is known to have been reached, 0 for a
    station that never played. ``told``: by the engine that has just left. Raises RingError when shared memory is
    full."""
    wanted = geometry(settings, state_bytes, 0)
    try:
        old = RingWriter.resume(places.ring)
    except RingError as error:
        if places.ring.exists():
            log.warning("the ring is made anew", why=str(error))
        if told is not None:
            return again(places, settings, state_bytes, told, now)
        return anew(places, settings, wanted, known, now)
    if old.ring.geometry.sample_rate != settings.sample_rate:
        return anew(places, settings, wanted, known, now)
    restored = old.restore()
    set_at = now if clocked(old, settings, now) else 0
    if same(old.ring, wanted):
        return Opening(old, old.head, restored[1] if restored else None, "resumed" if restored else "anew", set_at)
    moved = replaced(places, wanted, old)
    return Opening(moved, moved.head, restored[1] if restored else None, "moved", set_at)


def clocked(old: RingWriter, settings: EngineSettings, now: int) -> bool:
    """Set the clock of ``old`` anew where its head would not be due for longer than the ring is: it was another boot's,
    whose time was later, and the engine would wait for it in silence. Whether that was done."""
    rate = old.ring.geometry.sample_rate
    in_hand = old.epoch - starting(old.head, now, rate, 0)
    if in_hand * rate <= old.ring.geometry.frames * SECOND:
        return False
    log.warning("the ring's clock is set anew", seconds=in_hand // SECOND, why="its head lies too far ahead")
    old.epoch = starting(old.head, now, rate, round(settings.lead_seconds * SECOND))
    return True


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
    """A ring of another size that goes on where ``old`` ended, with what still is to be heard of it; who reads the old
    one notices, and opens this one."""
    size = wanted.block_frames
    kept = min(old.head - old.ring.tail, wanted.frames - size) // size * size
    geometry = started(wanted, old.head - kept)
    fresh = RingWriter.create(places.ring, geometry, epoch=old.epoch, generation=old.generation + 1)
    carry(RingReader(old.ring, places.ring), fresh, old.head)
    return fresh


def carry(old: RingReader, fresh: RingWriter, head: int) -> None:
    """Copy what ``old`` holds until ``head``. A damaged block comes as silence, marked as damaged."""
    size = fresh.ring.geometry.block_frames
    for frame in range(fresh.head, head, size):
        block = fresh.block()
        try:
            block[:] = old.read(frame, size)
            whole = True
        except RingError:
            block[:] = 0.0
            whole = False
        fresh.publish(b"")
        if not whole:
            fresh.ring.records["frame"][fresh.ring.geometry.block(frame)] = NOTHING
    fresh.forget_states()


def again(places: Places, settings: EngineSettings, state_bytes: int, told: Told, now: int) -> Opening:
    """A ring that begins some seconds before the head of the one before, on the same clock: whoever reads behind the
    head finds what it wants there, as soon as it is rendered again."""
    wanted = geometry(settings, state_bytes, 0)
    behind = round(min(AGAIN_SECONDS, settings.ring_seconds / 2) * settings.sample_rate)
    start = max(0, told.frame - behind)
    writer = RingWriter.create(places.ring, started(wanted, start), epoch=told.epoch, generation=1)
    return Opening(writer, start, None, "again", now)


def anew(places: Places, settings: EngineSettings, wanted: Geometry, known: int, now: int) -> Opening:
    """A ring with nothing in it, behind everything that may have been heard."""
    start = known + UNKNOWN_SECONDS * settings.sample_rate if known else 0
    epoch = starting(start, now, settings.sample_rate, round(settings.lead_seconds * SECOND))
    writer = RingWriter.create(places.ring, started(wanted, start), epoch=epoch, generation=1)
    return Opening(writer, start, None, "anew", now)
