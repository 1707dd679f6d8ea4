"""Where a connection begins."""

from msgspec import Struct


class Beginning(Struct, frozen=True):
    """``frame``: what is sent first; ``left_out``: how many frames behind the last one are never sent."""

    frame: int
    left_out: int = 0


def beginning(last: int | None, target: int, *, tail: int, filling: int) -> Beginning:
    """``last``: the frame at which the connection before stopped, if there was one; ``target``: the one that is due;
    ``tail``: the oldest that there is; ``filling``: frames that Liquidsoap wants to have in hand, and so is behind.

    It goes on where the last one stopped: Liquidsoap plays what it has of that. What would be late is left out."""
    frame = max(tail, target - filling)
    if last is None or last > target:  # nothing was sent, or it was by another clock
        return Beginning(frame)
    return Beginning(max(frame, last), max(0, frame - last))
