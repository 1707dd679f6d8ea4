"""MIDI learn: which control was moved, and what it is."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from engine.midi.message import Kind, MidiMessage, parse
from engine.midi.values import LSB

QUIET = 0.6  # seconds without a message: the hand has stopped
FEWEST = 4  # messages of something that is turned
AROUND = 16  # a wheel's ticks are no more at once


class Found(Struct, frozen=True):
    """What was moved, as a binding names it."""

    message: Kind
    channel: int
    number: int
    fine: bool = False
    relative: Literal["offset", "twos"] | None = None


class Learning:
    """Of one control. Logic alone: time is passed in, in seconds."""

    def __init__(self) -> None:
        self._heard: list[MidiMessage] = []
        self._last = float("-inf")

    def hear(self, data: Sequence[int], now: float) -> None:
        """A message came."""
        message = parse(data)
        if message is not None:
            self._heard.append(message)
            self._last = now

    def found(self, now: float) -> Found | None:
        """What it was; None while nothing was moved, not enough of it, or it still moves."""
        if not self._heard or now - self._last < QUIET:
            return None
        kind, channel, number = self._most()
        values = [one.value for one in self._heard if (one.kind, one.channel, one.number) == (kind, channel, number)]
        if kind == "cc" and len(values) < FEWEST and not set(values) <= {0, 0x7F}:
            return None
        fine = kind == "cc" and number < LSB and self._also(channel, number + LSB)
        return Found(kind, channel, number, fine, None if fine or kind != "cc" else turning(values))

    def _most(self) -> tuple[Kind, int, int]:
        """What sent the most: others may tremble. Of two halves of a control its high one; a pad's note counts whatever
        its pressure sent besides."""
        counts = Counter((one.kind, one.channel, one.number) for one in self._heard)
        notes = [key for key in counts if key[0] == "note"]
        kind, channel, number = notes[0] if notes else counts.most_common(1)[0][0]
        if kind == "cc" and LSB <= number < 2 * LSB and ("cc", channel, number - LSB) in counts:
            return kind, channel, number - LSB
        return kind, channel, number

    def _also(self, channel: int, number: int) -> bool:
        return any((one.kind, one.channel, one.number) == ("cc", channel, number) for one in self._heard)


def turning(values: Sequence[int]) -> Literal["offset", "twos"] | None:
    """How a wheel counts, if it is one: its values lie around 64, or around 0, and never where it stands still; and
    they are the same again and again, where a knob's go on."""
    if len(values) < FEWEST or len(set(values)) > len(values) // 2:
        return None
    if all(0 < abs(value - 64) <= AROUND for value in values):
        return "offset"
    if all(0 < value <= AROUND or value >= 128 - AROUND for value in values) and set(values) != {0x7F}:
        return "twos"
    return None
