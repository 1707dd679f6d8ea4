"""What a clip must be so that a lane can play it."""

import math
from collections.abc import Iterable
from itertools import pairwise

from engine.errors import ProgrammeError
from engine.programme.beats import Beats
from engine.programme.clip import LANES, Clip
from engine.programme.envelope import Envelope

LAST_FRAME = 1 << 53  # the renderer reckons in doubles, which count whole frames up to here: 6,000 years
MOST_CLIPS = 1_000  # in one splice; a seam of stems with its echoes has about thirty
MOST_POINTS = 10_000  # of one envelope or map; a map with a point a beat has about a thousand for a track of hours
POINTS = 100_000  # of one splice, all told: they are laid out in about a tenth of a second
MOST_BEATS = 40_000  # of one splice: three hours, the longest track, at 220 a minute
LOUDEST_DB = 48.0  # of a static gain: normalisation asks for 20 at most
FASTEST = 8.0  # frames of PCM a frame; four octaves are no music


def check(clips: Iterable[Clip], start: int) -> None:
    """Raise ProgrammeError for a clip that no lane can play, or for more than a splice can hold."""
    clips = list(clips)
    if len(clips) > MOST_CLIPS:
        raise ProgrammeError(f"{len(clips)} clips in one splice: {MOST_CLIPS} at most, splice the rest behind it")
    points = sum(len(clip.map) + sum(len(curve.points) for curve in clip.envelopes.values()) for clip in clips)
    if points > POINTS:
        raise ProgrammeError(f"{points} points in one splice: {POINTS} at most, leave out those that lie on a line")
    for clip in clips:
        check_place(clip, start)
        check_map(clip)
        for name, curve in clip.envelopes.items():
            check_curve(clip, name, curve)


def check_place(clip: Clip, start: int) -> None:
    """Where it lies, and its gain."""
    if clip.at < start or clip.length <= 0 or clip.end > LAST_FRAME:
        raise ProgrammeError(f"a clip of {clip.length} frames at {clip.at} lies outside its splice at {start}")
    if not 0 <= clip.lane < LANES:
        raise ProgrammeError(f"lane {clip.lane} does not exist: use 0 to {LANES - 1}")
    if not math.isfinite(clip.gain_db) or clip.gain_db > LOUDEST_DB:
        raise ProgrammeError(f"the clip at {clip.at} has a gain of {clip.gain_db} dB: {LOUDEST_DB:g} dB at most")


def check_map(clip: Clip) -> None:
    """It begins with the clip, goes forward in both, and not too fast."""
    check_points(clip, "map", clip.map)
    if len(clip.map) < 2 or clip.map[0][0] > 0:
        raise ProgrammeError(f"the map of the clip at {clip.at} must start at its first frame and have two points")
    for (left, first), (right, last) in pairwise(clip.map):
        if right == left or not 0.0 <= last - first <= FASTEST * (right - left):
            raise ProgrammeError(
                f"the map of the clip at {clip.at} goes from frame {first} of the PCM to {last} in {right - left}: "
                f"it must go forward, {FASTEST:g} frames a frame at most"
            )


def check_curve(clip: Clip, name: str, curve: Envelope) -> None:
    """One envelope of ``clip``."""
    if not curve.points:
        raise ProgrammeError(f"the envelope {name} of the clip at {clip.at} has no points: leave it out")
    check_points(clip, name, curve.points)


def check_points(clip: Clip, name: str, points: tuple[tuple[int, float], ...]) -> None:
    """Breakpoints of a map or an envelope: so many, finite, in order."""
    if len(points) > MOST_POINTS:
        raise ProgrammeError(f"{name} of the clip at {clip.at} has {len(points)} points: {MOST_POINTS} at most")
    if not all(math.isfinite(value) and abs(frame) < LAST_FRAME for frame, value in points):
        raise ProgrammeError(f"{name} of the clip at {clip.at} holds values that are no number (NaN, infinite)")
    if any(after[0] < before[0] for before, after in pairwise(points)):  # two on one frame are a step
        raise ProgrammeError(f"the points of {name} of the clip at {clip.at} are out of order: their frames must rise")


def check_phrases(phrases: list[int], start: int) -> None:
    """Raise ProgrammeError for frames that no phrase of a splice at ``start`` can end at, or too many of them."""
    if len(phrases) > MOST_POINTS:
        raise ProgrammeError(f"{len(phrases)} phrases in one splice: {MOST_POINTS} at most")
    if not all(start <= frame < LAST_FRAME for frame in phrases):
        raise ProgrammeError(f"a phrase ends outside its splice at {start}: leave it out")


def check_beats(runs: list[Beats], start: int) -> None:
    """Raise ProgrammeError for runs of beats that nobody could keep time with, in a splice at ``start``."""
    frames = [frame for run in runs for frame in run.frames]
    if len(frames) > MOST_BEATS:
        raise ProgrammeError(f"{len(frames)} beats in one splice: {MOST_BEATS} at most")
    if frames and not start <= frames[0] <= frames[-1] < LAST_FRAME:
        raise ProgrammeError(f"a beat lies outside its splice at {start}: leave it out")
    if any(after <= before for before, after in pairwise(frames)):
        raise ProgrammeError(f"the beats of the splice at {start} are out of order: their frames must rise")
    if any(run.number < 0 or run.bar < 1 for run in runs):
        raise ProgrammeError("beats are counted from a downbeat on, in bars of one and more")


def check_lanes(clips: list[Clip]) -> None:
    """Raise ProgrammeError where two clips want one lane at once. ``clips`` are sorted by start."""
    busy: dict[int, int] = {}
    for clip in clips:
        if clip.at < busy.get(clip.lane, clip.at):
            raise ProgrammeError(f"two clips on lane {clip.lane} at frame {clip.at}: give one another lane")
        busy[clip.lane] = clip.end
