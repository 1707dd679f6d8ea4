"""Counting: the beats of tracks as the programme has them, for who keeps time with the set."""

from collections.abc import Sequence

import numpy as np

from engine.programme.beats import Beats, between
from engine.programme.clip import plain_map
from planner.catalogue.analysis import Analysis
from planner.directing.entry import Entry
from planner.transitions.transition import Transition

EARLY = 0.25  # of a beat: so much before the seam's centre the incoming track's beat is the one that is meant


def body_beats(analysis: Analysis, entry: Entry, sample_rate: int) -> list[Beats]:
    """Of a track that plays as ``entry``."""
    path = plain_map(entry.end - entry.at, entry.source)
    return between([_heard(analysis, path, entry.at, sample_rate)], entry.at, entry.end)


def seam_beats(leaving: Analysis, entering: Analysis, transition: Transition, at: int, entry: Entry) -> list[Beats]:
    """Of the seam at programme frame ``at``, and of the incoming track behind it, which plays as ``entry``: those of
    the outgoing track up to about the centre, where the title changes, and then the incoming one's."""
    rate, centre = transition.sample_rate, at + transition.centre
    behind = ((entry.end - at, float(entry.source + entry.end - entry.at)),)
    last = _heard(leaving, transition.map_from, at, rate)
    first = _heard(entering, (*transition.map_to, *behind), at, rate)
    beat = round(60.0 * rate / entering.bpm) if entering.bpm > 0 else 0
    following = between([first], max(at, centre - round(EARLY * beat)), entry.end)
    leads = following[0].frames[0] if following else centre
    return [*between([last], at, max(at, leads - beat // 2)), *following]


def _heard(analysis: Analysis, path: Sequence[tuple[int, float]], at: int, sample_rate: int) -> Beats:
    """The beats that ``path`` covers: breakpoints (frame from ``at`` on, frame of the track). The song is counted from
    the bar that its first beat lies in."""
    frames, sources = np.asarray(path, np.float64).T
    beats = np.asarray(analysis.beats, np.float64) * sample_rate
    inside = np.flatnonzero((beats >= sources[0]) & (beats <= sources[-1]))
    heard = at + np.round(np.interp(beats[inside], sources, frames)).astype(np.int64)
    bar = max(1, analysis.beats_per_bar)
    number = int(inside[0]) + -_first_downbeat(analysis) % bar if inside.size else 0
    return Beats(frames=heard.tolist(), number=number, bar=bar)


def _first_downbeat(analysis: Analysis) -> int:
    """The beat that it is."""
    if not analysis.beats or not analysis.downbeats:
        return 0
    return int(np.argmin(np.abs(np.asarray(analysis.beats) - analysis.downbeats[0])))
