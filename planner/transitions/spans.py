"""Spans of time: where a voice sounds, where two do at once."""

from collections.abc import Iterable

Span = tuple[float, float]


def overlap(one: Iterable[Span], other: Iterable[Span]) -> float:
    """For how long both sound at once; each list is free of overlaps of its own."""
    others = list(other)
    return sum(max(0.0, min(end, stop) - max(start, begin)) for start, end in one for begin, stop in others)


def shifted(spans: Iterable[Span], by: float) -> list[Span]:
    """The same spans ``by`` later."""
    return [(start + by, end + by) for start, end in spans]


def within(spans: Iterable[Span], start: float, end: float) -> list[Span]:
    """What lies between ``start`` and ``end``."""
    cut = ((max(start, begin), min(end, stop)) for begin, stop in spans)
    return [(begin, stop) for begin, stop in cut if stop > begin]
