"""When no recipe finds its place: a plain fade over whatever is left of the outgoing track."""

from engine.errors import TransitionError
from planner.transitions.option import FADE_SECONDS, Limits, Option
from planner.transitions.pair import Pair
from planner.transitions.plain_recipes import FADE
from planner.transitions.points import Boundary
from planner.transitions.side import Side

SHORTEST_SECONDS = 0.05


def last_resort(pair: Pair, limits: Limits) -> Option:
    """The plain fade at the end of ``a``, no earlier than asked, into the first of ``b`` that may be used.

    Raises TransitionError when either has nothing left.
    """
    rate = pair.sample_rate
    end_a, end_b = pair.a.end, pair.b.end
    left = min((end_a - limits.earliest) / rate, (end_b - limits.entry) / rate / 2)
    if left < SHORTEST_SECONDS:
        raise TransitionError(
            f"nothing is left to mix from {pair.a.id} at {limits.earliest / rate:.1f} s into {pair.b.id} at "
            f"{limits.entry / rate:.1f} s: choose another track or begin earlier"
        )
    length = int(min(left, FADE_SECONDS[0]) * rate)
    leave = _boundary(pair.a, end_a - length, "the track ends")
    enter = _boundary(pair.b, limits.entry, "the first that may be used")
    return Option(
        recipe=FADE,
        bars=max(1, round(length / pair.a.grid.bar_frames(leave.beat))),
        matched=False,
        leave=leave,
        enter=enter,
        span_a=(end_a - length, end_a),
        span_b=(limits.entry, limits.entry + length),
    )


def _boundary(side: Side, frame: int, reason: str) -> Boundary:
    return Boundary(side.grid.downbeat_at(frame), frame, 0, reason, False, side.section_at(frame))
