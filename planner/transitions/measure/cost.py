"""M14 and M15: what the seam costs the tracks: stretch, smeared strokes, and music that is not heard."""

import numpy as np

from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.measure.strokes import errors
from planner.transitions.transition import Measure

NORMAL_PERCENT, MOST_PERCENT = 6.0, 10.0
TRANSIENT_MS = 10.0
FEWEST_PIECES = 4
MOST_SECONDS = 15.0


def stretch_cost(seam: Seam) -> Measure:
    """M14: the greatest stretch of either track, in percent; the detail says how far strokes are off their places."""
    value = 100.0 * max(timemap.steepest(seam.t.map_from), timemap.steepest(seam.t.map_to))
    off = _transients(seam)
    return Measure(
        value=round(value, 2),
        unit="%",
        ok=value <= NORMAL_PERCENT and (off is None or off <= TRANSIENT_MS),
        measurable=True,
        never=value > MOST_PERCENT,
        detail="no strokes to tell" if off is None else f"strokes {off:.1f} ms off",
    )


def _transients(seam: Seam) -> float | None:
    """Milliseconds that 95 of 100 strokes of either bus are within of their places; None where too few are heard."""
    heard, alone, rate, lead = seam.heard, seam.alone, seam.rate, seam.heard.lead
    sides = ((heard.a, alone.a, seam.t.map_from), (heard.b, alone.b, seam.t.map_to))
    found = [
        errors(bus.onsets, by_itself.onsets, (lead + line[0][0], lead + line[-1][0]), rate)
        for bus, by_itself, line in sides
    ]
    worst = [float(np.quantile(each, 0.95)) for each in found if len(each) >= FEWEST_PIECES]
    return 1000.0 * max(worst) if worst else None


def skipped(seam: Seam) -> Measure:
    """M15: seconds cut from the outgoing track's tail or the incoming one's head, the longer of both; more than 15 are
    right only from phrase to phrase."""
    tail = seam.a.analysis.duration - seam.t.map_from[-1][1] / seam.rate
    head = seam.t.map_to[0][1] / seam.rate
    value = max(tail, head, 0.0)
    legal = _legal(seam)
    return Measure(
        value=round(value, 1),
        unit="s",
        ok=value <= MOST_SECONDS or legal,
        measurable=True,
        detail=f"tail {tail:.1f} s, head {head:.1f} s" + (", on phrases" if legal else ""),
    )


def _legal(seam: Seam) -> bool:
    """Whether both tracks are left and entered on phrases, within half a beat."""
    leaves = seam.t.map_from[0][1] if seam.overlapping else seam.t.map_from[-1][1]
    enters = timemap.heard(seam.t.map_to, seam.t.centre) if not seam.overlapping else seam.t.map_to[0][1]
    for side, frame in ((seam.pair.a, leaves), (seam.pair.b, enters)):
        beat = side.grid.beat_at(frame)
        if not any(abs(beat - start) <= 0.5 for start in side.boundaries):
            return False
    return True
