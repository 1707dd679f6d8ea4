"""M8: for how long two voices sound at once, from the analyses' vocal activity (no stems are at hand)."""

from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.spans import Span, overlap, within
from planner.transitions.transition import Measure, TimeMap

MOST_SECONDS, MOST_SHARE = 2.0, 0.3
#: A voice under a fader lower than this is hardly heard: −14 dB by the equal-power law.
AUDIBLE_FADER = 0.13


def vocals(seam: Seam) -> Measure:
    """M8, in seconds."""
    start, end = seam.both
    seconds = share = 0.0
    if seam.overlapping:
        one = _heard(seam.a.analysis.vocals, seam.t.map_from, seam.rate)
        other = _heard(seam.b.analysis.vocals, seam.t.map_to, seam.rate)
        first, last = _audible(seam, start, end)
        seconds = overlap(within(one, first, last), within(other, first, last))
        share = seconds / ((end - start) / seam.rate)
    return Measure(
        value=round(seconds, 2),
        unit="s",
        ok=seconds <= MOST_SECONDS and share <= MOST_SHARE,
        measurable=True,
        detail=f"{share:.0%} of the overlap, estimated from vocal activity, without stems",
    )


def _heard(spans: list[Span], time_map: TimeMap, rate: int) -> list[Span]:
    """The spans in seconds of the seam."""
    return [
        (timemap.heard_at(time_map, start * rate) / rate, timemap.heard_at(time_map, end * rate) / rate)
        for start, end in spans
    ]


def _audible(seam: Seam, start: int, end: int) -> Span:
    """Seconds of the seam in which both faders are up."""
    step = max(1, seam.rate // 20)
    faders = [envelopes.get("fader") for envelopes in (seam.t.envelopes_from, seam.t.envelopes_to)]
    up = [
        frame
        for frame in range(start, end, step)
        if all(fader is None or fader.at(frame) >= AUDIBLE_FADER for fader in faders)
    ]
    return (up[0] / seam.rate, up[-1] / seam.rate) if up else (0.0, 0.0)
