"""Pictures of sound: waveforms as they are heard, drawn through time maps and, in a seam, through faders."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from engine.programme.clip import Clip
from engine.programme.programme import Mark
from web.shapes import SeamPicture
from web.timeline import Timeline, number, text, texts

COLUMNS = 720  # more than a phone has pixels across, and still 3 kB a waveform
TRACK_COLUMNS = 240  # of a whole track
CONTEXT = 0.35  # of the seam's length, shown before and behind it
LEAST_CONTEXT = 6.0  # seconds

Wave = Callable[[str], tuple[Sequence[float], float] | None]
Points = list[tuple[float, float]]


class Piece(Struct, frozen=True):
    """Programme frames ``[start, end)`` of a track come from its PCM by the piecewise linear ``points``."""

    start: float
    end: float
    points: Points


def seam_picture(mark: Mark, timeline: Timeline, wave: Wave) -> SeamPicture:
    """The picture of the seam ``mark``; ``wave(track)`` gives a track's peaks and how many of them a second has."""
    rate = timeline.sample_rate
    context = max(LEAST_CONTEXT * rate, CONTEXT * mark.length)
    start = mark.at - context
    column = (mark.length + 2 * context) / COLUMNS
    from_track, to_track = text(mark, "from") or "", text(mark, "to") or mark.track
    before = timeline.track_at(mark.at)
    return SeamPicture(
        at_frame=mark.at,
        length_frames=mark.length,
        centre_frame=mark.at + round(number(mark, "centre") or mark.length / 2),
        start_frame=round(start),
        column_frames=column,
        recipe=text(mark, "recipe") or "",
        bars=None if (bars := number(mark, "bars")) is None else round(bars),
        from_track=from_track,
        from_title=before.title if before else "",
        to_track=to_track,
        to_title=mark.title,
        from_peaks=Outline(from_track, timeline, wave).faded(start, column),
        to_peaks=Outline(to_track, timeline, wave).faded(start, column),
        beats=[mark.at + round(beat) for beat in numbers(mark.data.get("beats"))],
        why=texts(mark, "why"),
        ballot=text(mark, "ballot"),
    )


def track_picture(mark: Mark, timeline: Timeline, wave: Wave) -> list[int]:
    """The track of the title ``mark`` from there until the next title, or its end: 0–255 a column."""
    following = timeline.track_after(mark.at)
    end = following.at if following else mark.at + mark.length
    column = max(1.0, (end - mark.at) / TRACK_COLUMNS)
    outline = Outline(mark.track, timeline, wave)
    return [level(outline.height(mark.at + index * column, column)) for index in range(TRACK_COLUMNS)]


class Outline:
    """How loud one track is, at every frame that is planned or was heard."""

    def __init__(self, track: str, timeline: Timeline, wave: Wave) -> None:
        self._waveform, rate = (wave(track) if track else None) or ((), 1.0)
        self._most = loudest(self._waveform, max(1, round(rate / 2))) or 1.0
        self._slices = rate / timeline.sample_rate
        self._pieces = pieces_of(track, timeline)
        self._clips = [clip for clip in timeline.clips if clip.track == track and clip.part != "echo"]

    def faded(self, start: float, column: float) -> list[int]:
        """0–255 for each column of a seam's picture: the height times the fader."""
        frames = [start + index * column for index in range(COLUMNS)]
        return [level(self.height(frame, column) * fader(self._clips, frame)) for frame in frames]

    def height(self, frame: float, column: float) -> float:
        """0..1 for ``column`` frames from ``frame`` on: the square of their peaks' mean, relative to the track's
        loudest half second, so that a break and a drop differ to the eye; 0 where the track does not sound."""
        piece = next((one for one in self._pieces if one.start <= frame < one.end), None)
        if piece is None:
            return 0.0
        source = source_at(piece, frame)
        found = mean(self._waveform, source * self._slices, (source + column) * self._slices)
        return (found / self._most) ** 2


def pieces_of(track: str, timeline: Timeline) -> list[Piece]:
    """Where the track's sound comes from: the seams' own maps first (their clips may play prepared files), then
    bodies."""
    pieces = []
    for seam in timeline.seams():
        for end in ("from", "to"):
            points = [(seam.at + frame, source) for frame, source in pairs(seam.data.get(f"map_{end}"))]
            if text(seam, end) == track and len(points) > 1:
                pieces.append(Piece(points[0][0], points[-1][0], points))
    for clip in timeline.clips:
        if clip.track == track and clip.part in ("body", "fallback"):
            body: Points = [(clip.at + frame, source) for frame, source in clip.map]
            pieces.append(Piece(clip.at, clip.end, body))
    return pieces


def level(loud: float) -> int:
    """0..1 as 0–255."""
    return round(255 * min(1.0, loud))


def source_at(piece: Piece, frame: float) -> float:
    """The PCM frame that sounds at programme frame ``frame``."""
    place = min(max(1, bisect_right(piece.points, frame, key=lambda point: point[0])), len(piece.points) - 1)
    (left, first), (right, last) = piece.points[place - 1], piece.points[place]
    return first + (last - first) * (frame - left) / (right - left)


def loudest(waveform: Sequence[float], window: int) -> float:
    """The highest mean of ``window`` peaks; 0 for silence."""
    return max((mean(waveform, start, start + window) for start in range(0, len(waveform), window)), default=0.0)


def mean(waveform: Sequence[float], start: float, end: float) -> float:
    """The mean of the peaks between two places of the waveform; 0 beyond its end. (The highest one would be the same
    nearly everywhere: mastered music reaches its ceiling on every beat.)"""
    first = max(0, math.floor(start))
    found = waveform[first : max(first + 1, math.ceil(end))]
    return sum(found) / len(found) if found else 0.0


def fader(clips: Sequence[Clip], frame: float) -> float:
    """The amplitude 0..1 of the highest fader of the clips that sound at ``frame``; 1 where no clip is known."""
    sounding = [clip for clip in clips if clip.at <= frame < clip.end]
    return max((amplitude(clip, frame) for clip in sounding), default=0.0 if clips else 1.0)


def amplitude(clip: Clip, frame: float) -> float:
    """The fader's amplitude: sin(x·π/2), the law of engine.programme.envelope."""
    moves = clip.envelopes.get("fader")
    return 1.0 if moves is None else math.sin(moves.at(frame - clip.at) * math.pi / 2)


def pairs(value: object) -> Points:
    """``value`` as pairs of numbers; an empty list when it is anything else."""
    return [(float(x), float(y)) for x, y in value] if isinstance(value, list | tuple) else []


def numbers(value: Any) -> list[float]:
    """``value`` as numbers; an empty list when it is anything else."""
    return [float(item) for item in value] if isinstance(value, list | tuple) else []
