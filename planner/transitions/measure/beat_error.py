"""M1 and M2: how far the beats of both buses are apart, bar by bar, and whether that drifts."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.transitions.measure.lag import likeness, peak
from planner.transitions.measure.seam import Seam
from planner.transitions.measure.slope import slope
from planner.transitions.transition import Measure

MEDIAN_MS, P95_MS = 5.0, 10.0
#: Never: beats that are an eighth of a beat off for more than half of the overlap.
LOST_BEAT, LOST_SHARE = 1 / 8, 0.5
DRIFT_PERCENT = 0.02
#: Less alike than this, two bars have no common strokes to compare.
ALIKE = 0.18
#: Two rhythms may share more strokes half a beat off than on the beat; a lag of half a beat must be this much better.
FAR_WEIGHT = 0.5
#: Bars that are looked at together to find which stroke belongs to which; the fine lag is each bar's own.
TOGETHER = 8
FINE_SECONDS = 0.025
#: One bar alone may be alike by chance.
FEWEST = 2
FEWEST_FOR_DRIFT = 6
#: The drift's own uncertainty must be below half of its limit, or nothing is said.
MOST_UNCERTAIN = 0.5


class Bar(Struct, frozen=True):
    """``lag``: seconds that bus B is late in the bar that begins at ``time`` (s); ``beat``: a beat's length in s."""

    time: float
    lag: float
    beat: float


def bars(seam: Seam) -> list[Bar]:
    """The bars in which both buses have strokes to compare."""
    return list(_bars(seam)) if seam.overlapping and seam.t.beats else []


def beat_error(found: list[Bar], seam: Seam) -> Measure:
    """M1: the median of the bars' lags, in ms."""
    if len(found) < FEWEST:
        why = "no beats sound together" if not (seam.overlapping and seam.t.beats) else "no strokes in both buses"
        return Measure(value=None, unit="ms", ok=False, measurable=False, detail=why)
    late = np.abs([bar.lag for bar in found]) * 1000.0
    median, p95 = float(np.median(late)), float(np.quantile(late, 0.95))
    lost = float(np.mean([abs(bar.lag) > bar.beat * LOST_BEAT for bar in found]))
    return Measure(
        value=round(median, 3),
        unit="ms",
        ok=median <= MEDIAN_MS and p95 <= P95_MS,
        measurable=True,
        never=lost > LOST_SHARE,
        detail=f"p95 {p95:.1f} ms over {len(found)} of {seam.t.bars} bars; {lost:.0%} over an eighth of a beat off",
    )


def drift(found: list[Bar]) -> Measure:
    """M2: the slope of the lags, in percent of tempo."""
    near = [bar for bar in found if abs(bar.lag) < bar.beat / 2]
    if len(near) < FEWEST_FOR_DRIFT:
        return Measure(value=None, unit="%", ok=False, measurable=False, detail=f"only {len(near)} bars to go by")
    found_slope, low, high = slope(np.array([bar.time for bar in near]), np.array([bar.lag for bar in near]))
    percent, spread = abs(found_slope) * 100, (high - low) * 50
    if spread > MOST_UNCERTAIN * DRIFT_PERCENT and percent - spread <= DRIFT_PERCENT:
        return Measure(
            value=None, unit="%", ok=False, measurable=False, detail=f"{percent:.3f} % ± {spread:.3f}: too uncertain"
        )
    return Measure(
        value=round(percent, 4),
        unit="%",
        ok=percent - spread <= DRIFT_PERCENT,
        measurable=True,
        detail=f"± {spread:.3f}",
    )


def _bars(seam: Seam) -> Iterator[Bar]:
    hop, bar = seam.heard.a.onsets.hop, seam.pair.a.grid.beats_per_bar
    edges = seam.beats[::bar]
    curves = [_curve(seam, start, end) for start, end in pairwise(edges)]
    for number, curve in enumerate(curves):
        start, beat = edges[number], (edges[number + 1] - edges[number]) / bar
        middle = _coarse(curves[max(0, number - TOGETHER // 2) : number + TOGETHER // 2 + 1])
        reach, fine = curve.size // 2, round(FINE_SECONDS * 1000)
        at = reach + middle
        place, alike = peak(curve, max(0, at - fine), min(curve.size, at + fine + 1))
        if alike >= ALIKE:
            yield Bar(float(start / seam.rate), (place - reach) * hop / seam.rate, float(beat / seam.rate))


def _curve(seam: Seam, start: float, end: float) -> NDArray[np.float64]:
    """Likeness of a bar of bus A with bus B, by lags up to half a beat."""
    hop = seam.heard.a.onsets.hop
    first, last = round(start / hop), round(end / hop)
    reach = round((last - first) / seam.pair.a.grid.beats_per_bar / 2)
    ours = seam.heard.a.onsets.rise[:, first:last]
    return likeness(ours, seam.heard.b.onsets.around(first, last, reach), reach)


def _coarse(curves: list[NDArray[np.float64]]) -> int:
    """The lag (in hops) that several bars agree on, near ones preferred."""
    reach = min(curve.size for curve in curves) // 2
    total = np.mean([curve[curve.size // 2 - reach : curve.size // 2 + reach + 1] for curve in curves], axis=0)
    weight = 1.0 - (1.0 - FAR_WEIGHT) * np.abs(np.arange(-reach, reach + 1)) / reach
    return int(np.argmax(total * weight)) - reach
