"""A station's day: which energy curve rules at which minute, and where in it the set is."""

from collections.abc import Sequence

from msgspec import Struct

from planner.choosing.energy import Context, Curve

DAY_MINUTES = 1_440


class Daypart(Struct, frozen=True):
    """From minute ``start`` of the local day until the next daypart starts."""

    start: int
    curve: Curve
    context: Context = "none"


def at(dayparts: Sequence[Daypart], minute: float) -> tuple[Daypart, float]:
    """The daypart at a minute 0..1440 of the day and the position 0..1 in it. The last one runs over midnight
    into the first; a single one is the whole day. At least one daypart."""
    ordered = sorted(dayparts, key=lambda part: part.start)
    place = max((i for i, part in enumerate(ordered) if part.start <= minute), default=len(ordered) - 1)
    current, following = ordered[place], ordered[(place + 1) % len(ordered)]
    length = (following.start - current.start) % DAY_MINUTES or DAY_MINUTES
    return current, (minute - current.start) % DAY_MINUTES / length


def within(minute: float, start: int, end: int) -> bool:
    """Whether a minute of the day lies in ``[start, end)``, which may run over midnight and is the whole day
    where both are equal."""
    return (minute - start) % DAY_MINUTES < ((end - start) % DAY_MINUTES or DAY_MINUTES)


def minutes(clock: str) -> int:
    """Minutes since midnight of "HH:MM"; "24:00" ends the day. Raises ValueError for anything else."""
    hours, _, rest = clock.partition(":")
    if not (hours.isdecimal() and rest.isdecimal() and len(rest) == 2):
        raise ValueError(f'"{clock}" is no time of day: write it as "HH:MM"')
    minute = int(hours) * 60 + int(rest)
    if int(rest) > 59 or minute > DAY_MINUTES:
        raise ValueError(f'"{clock}" is no time of day: write it as "HH:MM"')
    return minute
