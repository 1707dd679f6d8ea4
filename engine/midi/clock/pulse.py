"""A pulse of the clock, and what it makes a follower do."""

from msgspec import Struct

PER_BEAT = 24  # MIDI 1.0: timing clocks to a quarter note
SIXTEENTHS = 4  # of a beat: what a song position counts in
POSITIONS = 1 << 14

CLOCK, START, CONTINUE, STOP = b"\xf8", b"\xfa", b"\xfb", b"\xfc"
POSITION = 0xF2


class Pulse(Struct, frozen=True, kw_only=True):
    """The pulse at ``frame`` of the programme, ``interval`` frames behind the one before.

    ``beat``: it falls on one, the song's ``count``, on which a bar begins where ``downbeat``. ``broken``: what came
    before does not go on into that beat: another place in the song, or in the bar.
    """

    frame: float
    interval: float
    beat: bool = False
    count: int = 0
    downbeat: bool = False
    broken: bool = False


class Transport:
    """Whether one follower runs; who begins begins with a bar, wherever the song is by then."""

    def __init__(self) -> None:
        self.running = False

    def before(self, pulse: Pulse) -> list[bytes]:
        """What it is told ahead of ``pulse``: where it is when that comes."""
        told = []
        if self.running and pulse.broken:
            told.append(STOP)
            self.running = False
        if not self.running and pulse.beat and pulse.downbeat:
            told += begin(pulse.count)
            self.running = True
        return told

    def leave(self) -> list[bytes]:
        """What it is told at the end."""
        told, self.running = [STOP] if self.running else [], False
        return told


def begin(count: int) -> list[bytes]:
    """Play from the song's beat ``count`` on; the position counts in sixteenths, and comes round after 4,096 beats."""
    place = count * SIXTEENTHS % POSITIONS
    if place == 0:
        return [START]
    return [bytes((POSITION, place & 0x7F, place >> 7)), CONTINUE]
