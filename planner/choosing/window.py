"""The stretch of a track that sounds in a transition, and what happens in it."""

from collections.abc import Sequence
from typing import NamedTuple

from planner.catalogue.analysis import Analysis, MixPoint
from planner.transitions.transition import TimeMap, Transition

#: A section's intensity, the scale on which the scorer sees its label: a floor hears this much going on.
INTENSITY: dict[str, float] = {
    "intro": 0.0,
    "outro": 0.1,
    "break": 0.3,
    "verse": 0.5,
    "build": 0.6,
    "chorus": 0.8,
    "drop": 1.0,
}
UNKNOWN_INTENSITY = 0.5
USUAL_BARS = 16  # what is looked at while no transition is planned: one long phrase
USUAL_SECONDS = 30.0  # where there is no tempo; the specification's default length


class Window(NamedTuple):
    """From ``start`` to ``end`` in seconds of the track."""

    start: float
    end: float


def way_out(track: Analysis) -> Window:
    """Where the track will likely be left: the usual length from its last mix-out point on, or its last
    bars."""
    usual = _usual(track)
    if not track.mix_out:
        return Window(max(0.0, track.duration - usual), track.duration)
    return _from_point(track, max(track.mix_out, key=lambda point: point.time), usual)


def way_in(track: Analysis) -> Window:
    """Where the track will likely be entered: the usual length from its first mix-in point on, or its first
    bars."""
    usual = _usual(track)
    if not track.mix_in:
        return Window(0.0, min(usual, track.duration))
    return _from_point(track, min(track.mix_in, key=lambda point: point.time), usual)


def windows(transition: Transition) -> tuple[Window, Window]:
    """What a planned transition uses of the outgoing and of the incoming track."""
    rate = transition.sample_rate
    return _of_map(transition.map_from, rate), _of_map(transition.map_to, rate)


def intensity(track: Analysis, window: Window) -> float:
    """The intensity 0..1 of the section that fills most of the window."""
    if not track.sections:
        return UNKNOWN_INTENSITY
    spans = [_shared(window, section.start, section.end) for section in track.sections]
    return INTENSITY.get(track.sections[spans.index(max(spans))].label, UNKNOWN_INTENSITY)


def share(spans: Sequence[tuple[float, float]], window: Window) -> float:
    """How much of the window the spans (start, end in seconds, not overlapping) cover, 0..1."""
    length = window.end - window.start
    covered = sum(_shared(window, start, end) for start, end in spans)
    return min(1.0, covered / length) if length > 0 else 0.0


def _usual(track: Analysis) -> float:
    return USUAL_BARS * track.beats_per_bar * 60.0 / track.bpm if track.bpm > 0 else USUAL_SECONDS


def _from_point(track: Analysis, point: MixPoint, usual: float) -> Window:
    bars = point.bars if point.bars > 0 else USUAL_BARS
    return Window(point.time, min(track.duration, point.time + usual * min(1.0, bars / USUAL_BARS)))


def _of_map(breakpoints: TimeMap, rate: int) -> Window:
    return Window(breakpoints[0][1] / rate, breakpoints[-1][1] / rate)


def _shared(window: Window, start: float, end: float) -> float:
    return max(0.0, min(window.end, end) - max(window.start, start))
