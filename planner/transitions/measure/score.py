"""One number for a measured transition."""

from collections.abc import Mapping

from msgspec import Struct

from planner.transitions.transition import Measure


class Mark(Struct, frozen=True):
    """``weight`` in the mean; ``good``: full marks up to here; ``never``: none from here on (linear between)."""

    weight: float
    good: float
    never: float


#: Good is the specification's target, never its "never" or, where it names none, three times the target.
MARKS: dict[str, Mark] = {
    "M1": Mark(3.0, 5.0, 60.0),
    "M2": Mark(1.0, 0.02, 0.2),
    "M3": Mark(2.0, 0.0, 1.0),
    "M4": Mark(2.0, 0.5, 4.0),
    "M5": Mark(2.0, 0.8, 6.0),
    "M6": Mark(1.0, -0.9, 1.0),
    "M7": Mark(2.0, 0.25, 1.0),
    "M8": Mark(2.0, 2.0, 6.0),
    "M9": Mark(1.0, 0.05, 0.15),
    "M12": Mark(2.0, -40.0, -10.0),
    "M13": Mark(2.0, 0.25, 1.5),
    "M14": Mark(1.0, 3.0, 12.0),
    "M15": Mark(0.5, 15.0, 120.0),
}
#: One fault spoils a seam, whatever else is right: the worst mark counts this much beside the mean.
WORST_SHARE = 0.4
#: What is lost when nothing at all is known.
UNKNOWN_SHARE = 0.2
#: A measure that failed in its detail (a dip, a cancellation) though its value is good.
FAILED = 0.5


def score(measures: Mapping[str, Measure]) -> float:
    """0..1; what could not be measured takes no part, but a seam of which less is known can't be the best. 0 when
    nothing could be measured."""
    marks = {name: mark(name, each) for name, each in measures.items() if name in MARKS and each.measurable}
    if not marks:
        return 0.0
    weight = sum(MARKS[name].weight for name in marks)
    mean = sum(MARKS[name].weight * value for name, value in marks.items()) / weight
    known = weight / sum(scale.weight for scale in MARKS.values())
    sure = 1.0 - UNKNOWN_SHARE * (1.0 - known)
    return round(sure * ((1.0 - WORST_SHARE) * mean + WORST_SHARE * min(marks.values())), 4)


def never(measures: Mapping[str, Measure]) -> list[str]:
    """What is as no seam may be, by its name."""
    return [name for name, each in measures.items() if each.measurable and each.never]


def mark(name: str, measure: Measure) -> float:
    """0..1 for one measure that could be measured."""
    scale = MARKS[name]
    if measure.never:
        return 0.0
    value = float(measure.value or 0.0)
    found = min(max((scale.never - value) / (scale.never - scale.good), 0.0), 1.0)
    if name == "M15" and measure.ok:
        return 1.0
    return found if measure.ok else min(found, FAILED)
