"""Fades on clips: how a clip goes on behind a splice, and how it comes and goes.

A fader's law is sin(x·π/2) (engine.programme.envelope), so two straight lines, one up and one down, are an equal-power
crossfade."""

import math
from collections.abc import Sequence

from msgspec.structs import replace

from engine.programme.clip import Clip
from engine.programme.envelope import NEUTRAL, Envelope, Parameter


def rest(clip: Clip, at: int) -> Clip:
    """What ``clip`` plays from programme frame ``at`` on, as a clip of its own: same samples, same
    envelopes."""
    passed = at - clip.at
    if passed <= 0:
        return clip
    envelopes: dict[Parameter, Envelope] = {
        name: Envelope(tuple(shifted(curve.points, passed, value(name, curve, passed))))
        for name, curve in clip.envelopes.items()
    }
    path = shifted(clip.map, passed, source_frame(clip, passed))
    if len(path) == 1:  # the map's last slope goes on
        path.append((clip.length - passed, source_frame(clip, clip.length)))
    return replace(clip, at=at, length=clip.length - passed, map=tuple(path), envelopes=envelopes)


def value(name: Parameter, curve: Envelope, frame: int) -> float:
    """The value of an envelope as the kernels move it: a filter's frequency in octaves, a step where an end
    is off."""
    if name not in ("highpass", "lowpass"):
        return curve.at(frame)
    before = [point for point in curve.points if point[0] <= frame][-1:]
    after = [point for point in curve.points if point[0] > frame][:1]
    if not before or not after or before[0][1] <= 0 or after[0][1] <= 0:
        return (before or after)[0][1]
    (left, low), (right, high) = before[0], after[0]
    return low * math.exp(math.log(high / low) * (frame - left) / (right - left))


def shifted(points: tuple[tuple[int, float], ...], passed: int, value: float) -> list[tuple[int, float]]:
    """Breakpoints counted from ``passed`` on, the first at 0 with ``value``; at least one."""
    return [(0, value), *((frame - passed, point) for frame, point in points if frame > passed)]


def source_frame(clip: Clip, frame: int) -> float:
    """The frame of the PCM that ``clip`` plays at its own ``frame``; beyond the map's ends its slopes go
    on."""
    pairs = list(zip(clip.map, clip.map[1:], strict=False))
    inside = [pair for pair in pairs if pair[0][0] <= frame]
    (left, start), (right, end) = inside[-1] if inside else pairs[0]
    return start + (end - start) * (frame - left) / (right - left)


def last_read(clip: Clip) -> int:
    """How many frames of PCM ``clip`` needs: the highest that it plays, and one more."""
    inside = [place for frame, place in clip.map if 0 <= frame < clip.length]
    return math.floor(max([source_frame(clip, 0), source_frame(clip, clip.length - 1), *inside])) + 1


def fade(clip: Clip, begin: int, end: int, *, out: bool) -> Clip:
    """``clip`` with a straight fade of its fader between programme frames ``begin`` and ``end``, over what it
    has."""
    first, last = begin - clip.at, max(end, begin + 1) - clip.at
    ramp = Envelope(((first, 1.0), (last, 0.0)) if out else ((first, 0.0), (last, 1.0)))
    own = clip.envelopes.get("fader", Envelope(((0, NEUTRAL["fader"]),)))
    places = sorted({0, *(frame for frame, _ in own.points if frame >= 0), *(max(0, frame) for frame in (first, last))})
    product = Envelope(tuple((frame, own.at(frame) * ramp.at(frame)) for frame in places))
    return replace(clip, envelopes={**clip.envelopes, "fader": product})


def fade_from(clip: Clip, level: float, length: int) -> Clip:
    """``clip`` with its fader coming from ``level`` of its position to all of it within its first ``length`` frames."""
    if level >= 1.0 or length <= 0:
        return clip
    own = clip.envelopes.get("fader", Envelope(((0, NEUTRAL["fader"]),)))
    ramp = Envelope(((0, level), (length, 1.0)))
    places = sorted({0, length, *(frame for frame, _ in own.points if frame >= 0)})
    product = Envelope(tuple((frame, own.at(frame) * ramp.at(frame)) for frame in places))
    return replace(clip, envelopes={**clip.envelopes, "fader": product})


def position(clip: Clip, frame: int) -> float:
    """The fader's position at programme frame ``frame``."""
    return clip.envelopes["fader"].at(frame - clip.at) if "fader" in clip.envelopes else NEUTRAL["fader"]


def level(clip: Clip, frame: int) -> float:
    """The position of its own level, behind the fader, at programme frame ``frame``."""
    return clip.envelopes["level"].at(frame - clip.at) if "level" in clip.envelopes else NEUTRAL["level"]


def amplitude(clip: Clip, frame: int) -> float:
    """What both faders make of it at programme frame ``frame``, 0..1."""
    return math.prod(math.sin(math.pi / 2 * max(0.0, place)) for place in (position(clip, frame), level(clip, frame)))


def rests(clips: list[Clip], at: int) -> list[Clip]:
    """What sounds at or after ``at``, as it is."""
    return [rest(clip, at) for clip in clips if clip.end > at]


def faded_rest(clips: list[Clip], at: int, length: int) -> list[Clip]:
    """What sounds at or after ``at``, on its own lanes, gone within ``length`` frames."""
    end = at + length
    sounding = [rest(clip, at).cut(end) for clip in clips if clip.end > at and clip.at < end]
    return [fade(clip, at, end, out=True) for clip in sounding if clip.length > 0]


def free_lane(clips: list[Clip], at: int, end: int, lanes: Sequence[int]) -> int | None:
    """The first of ``lanes`` on which nothing plays in ``[at, end)``, None when all are taken."""
    taken = {clip.lane for clip in clips if clip.at < end and clip.end > at}
    return next((lane for lane in lanes if lane not in taken), None)
