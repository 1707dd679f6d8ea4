"""Two halves of a control of 14 bits, put together as they come: nothing waits for the other half, and nothing jumps
while it is on its way."""

from engine.midi.values import coarse, fine


class Pairing:
    """Of one control. One that only ever sends its high bits is one of 7."""

    def __init__(self) -> None:
        self._value: int | None = None  # the newest of 14 bits
        self._pairs = False

    def high(self, value: int) -> float:
        """Where it stands by its new high bits. Its low ones are not known yet: of those that are possible it has the
        nearest to where it was, so that it goes nowhere that it does not come by."""
        first, last = value << 7, value << 7 | 0x7F
        if not self._pairs or self._value is None:
            self._value = first
            return coarse(value)
        self._value = min(max(self._value, first), last)
        return fine(self._value)

    def low(self, value: int) -> float | None:
        """Where it stands by its new low bits; None before there are high ones."""
        if self._value is None:
            return None
        self._pairs = True
        self._value = self._value & ~0x7F | value
        return fine(self._value)
