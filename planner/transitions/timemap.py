"""Time maps: which PCM frame of each track is heard at which frame of the seam, so that beat falls on beat.

The set's tempo moves linearly in beats from the outgoing track's to the incoming one's. For the first bar it is the
outgoing track's own and for the last bar the incoming one's, beat by beat, so that neither is stretched where it joins
its own body: the joins are exact and the tempo never jumps.
"""

from itertools import pairwise

import numpy as np
from msgspec import Struct

from planner.transitions.grid import Frames64
from planner.transitions.transition import TimeMap

#: Frames that a breakpoint may be off the straight line before it is worth a point of its own: 2 µs at 44.1 kHz.
COLLINEAR = 0.1
#: Frames within which a source position counts as whole, so that a slope of 1 is exactly 1.
WHOLE = 0.02


class Meeting(Struct, frozen=True):
    """``times``: seam frames of the set's beats, 0 to the seam's length. ``map_a``, ``map_b``: both tracks on them."""

    times: tuple[float, ...]
    map_a: TimeMap
    map_b: TimeMap


def meet(a: Frames64, b: Frames64, hold: int) -> Meeting:
    """``a``, ``b``: PCM frames of the n+1 beats that meet, of equal length; ``hold``: beats at either end in which the
    set follows one track alone."""
    times = set_beats(a, b, hold)
    from_first = np.round(a[0])
    length = np.round(times[-1])
    to_last = np.round(b[-1])
    return Meeting(
        tuple(float(t) for t in np.minimum(times, length)),
        time_map(times, a - a[0] + from_first),
        time_map(times - times[-1] + length, b - b[-1] + to_last),
    )


def set_beats(a: Frames64, b: Frames64, hold: int) -> Frames64:
    """Frames of the set's beats (n+1,), from 0 on."""
    beats = a.size - 1
    middle = np.arange(beats) + 0.5
    weight = np.clip((middle - hold) / max(beats - 2 * hold, 1), 0.0, 1.0)
    tempo = (1.0 - weight) / np.diff(a) + weight / np.diff(b)  # beats a frame
    return np.concatenate([[0.0], np.cumsum(1.0 / tempo)])


def time_map(times: Frames64, source: Frames64) -> TimeMap:
    """The map through ``(times, source)`` with whole seam frames, straight runs drawn together."""
    frames = np.round(times)
    slopes = np.gradient(source, times)
    exact = source + (frames - times) * slopes
    near = np.round(exact)
    snapped = np.where(np.abs(near - exact) < WHOLE, near, exact)
    audible = np.maximum(snapped, 0.0)  # nothing lies before a file's first frame, not even a rounding error
    points = [(int(frame), float(place)) for frame, place in zip(frames, audible, strict=True)]
    return simplified(points)


def simplified(points: list[tuple[int, float]]) -> TimeMap:
    """Without the points that lie on the line through their neighbours."""
    kept = [points[0]]
    run: list[tuple[int, float]] = []
    for here, ahead in pairwise(points[1:]):
        run.append(here)
        if not _straight(kept[-1], ahead, run):
            kept.append(here)
            run = []
    return (*kept, points[-1])


def _straight(start: tuple[int, float], end: tuple[int, float], between: list[tuple[int, float]]) -> bool:
    slope = (end[1] - start[1]) / (end[0] - start[0])
    return all(abs(start[1] + slope * (frame - start[0]) - place) <= COLLINEAR for frame, place in between)


def ended(time_map: TimeMap, end: int) -> TimeMap:
    """The map up to the last seam frame that PCM of ``end`` frames can fill."""
    if time_map[-1][1] <= end + 0.5:  # the map ends behind the last frame heard
        return time_map
    last = int(heard_at(time_map, end))
    kept = tuple(point for point in time_map if point[0] < last)
    return (*kept, (last, heard(time_map, last)))


def begun(time_map: TimeMap) -> TimeMap:
    """The map from the first seam frame on at which the PCM has begun."""
    if time_map[0][1] >= 0:
        return time_map
    first = int(np.ceil(heard_at(time_map, 0.0)))
    return ((first, heard(time_map, first)), *(point for point in time_map if point[0] > first))


def heard(time_map: TimeMap, frame: float) -> float:
    """The PCM frame heard at seam frame ``frame``; outside the map it goes on at the rate of 1."""
    frames, places = _columns(time_map)
    return float(np.interp(frame, frames, places)) + min(frame - frames[0], 0.0) + max(frame - frames[-1], 0.0)


def heard_at(time_map: TimeMap, place: float) -> float:
    """The seam frame at which PCM frame ``place`` is heard; outside the map it goes on at the rate of 1."""
    frames, places = _columns(time_map)
    return float(np.interp(place, places, frames)) + min(place - places[0], 0.0) + max(place - places[-1], 0.0)


def plain(first: int, last: int, source: int) -> TimeMap:
    """From seam frame ``first`` to ``last`` the PCM as it is, from frame ``source`` on."""
    return ((first, float(source)), (last, float(source + last - first)))


def steepest(time_map: TimeMap) -> float:
    """The largest distance of a map's slope from 1: 0.03 is 3 % of stretch."""
    frames, places = _columns(time_map)
    return float(np.max(np.abs(np.diff(places) / np.diff(frames) - 1.0)))


def bend(time_map: TimeMap, least: float) -> int:
    """The seam frame from which on the slope is ``least`` or more off 1; there must be one."""
    frames, places = _columns(time_map)
    return time_map[int(np.argmax(np.abs(np.diff(places) / np.diff(frames) - 1.0) >= least))][0]


def split(time_map: TimeMap, frame: int) -> tuple[TimeMap, TimeMap]:
    """The map up to seam frame ``frame``, which it covers, and from there on; both with a whole PCM frame there."""
    here = (frame, float(round(heard(time_map, frame))))
    before = tuple(point for point in time_map if point[0] < frame)
    return (*before, here), (here, *(point for point in time_map if point[0] > frame))


def begun_at(time_map: TimeMap, start: int) -> TimeMap:
    """The map from seam frame ``start`` on; before its first point at the rate of 1."""
    return time_map if start >= time_map[0][0] else ((start, heard(time_map, start)), *time_map)


def _columns(time_map: TimeMap) -> tuple[Frames64, Frames64]:
    table = np.asarray(time_map, np.float64)
    return table[:, 0], table[:, 1]
