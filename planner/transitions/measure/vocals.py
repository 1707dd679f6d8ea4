"""M8: for how long two voices sound at once, from the analyses' vocal activity and how far the voices are up."""

import numpy as np

from engine.programme.envelope import Envelope
from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.spans import Span, overlap, within
from planner.transitions.transition import Measure, TimeMap, Transition

MOST_SECONDS, MOST_SHARE = 2.0, 0.3
#: A voice lower than this is hardly heard: −14 dB.
AUDIBLE = 0.2
#: What the splitter without weights leaves of a voice in other stems, −9 and −16 dB, measured on two voices over music.
#: Demucs leaves less; how much was not measured.
LEFT = {"other": 0.355, "drums": 0.15}


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
        detail=f"{share:.0%} of the overlap, estimated from vocal activity, {_how(seam)}",
    )


def _heard(spans: list[Span], time_map: TimeMap, rate: int) -> list[Span]:
    """The spans in seconds of the seam."""
    return [
        (timemap.heard_at(time_map, start * rate) / rate, timemap.heard_at(time_map, end * rate) / rate)
        for start, end in spans
    ]


def _how(seam: Seam) -> str:
    return "without stems" if seam.t.stems == "none" else "and from how far the stems are up"


def _audible(seam: Seam, start: int, end: int) -> Span:
    """Seconds of the seam in which both voices are up."""
    step = max(1, seam.rate // 20)
    up = [frame for frame in range(start, end, step) if min(_gains(seam.t, frame)) >= AUDIBLE]
    return (up[0] / seam.rate, up[-1] / seam.rate) if up else (0.0, 0.0)


def _gains(t: Transition, frame: int) -> tuple[float, float]:
    """How far each track's voice is up: the vocals, or what the splitter leaves of it elsewhere."""
    if t.apart is None or t.stems == "none":
        return _gain(t.envelopes_from.get("fader"), frame), _gain(t.envelopes_to.get("fader"), frame)
    apart = t.apart
    sides = (apart.channel_from, apart.stems_from), (apart.channel_to, apart.stems_to)
    one, other = (
        _gain(channel.get("fader"), frame)
        * max(
            _gain(stems.get("vocals"), frame), sum(part * _gain(stems.get(stem), frame) for stem, part in LEFT.items())
        )
        for channel, stems in sides
    )
    return one, other


def _gain(envelope: Envelope | None, frame: int) -> float:
    """Of a fader, by the engine's equal-power law."""
    return 1.0 if envelope is None else float(np.sin(np.pi / 2 * envelope.at(frame)))
