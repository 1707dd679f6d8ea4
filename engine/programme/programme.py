"""The programme: the timeline on air, in frames of the station's clock.

It changes by splices alone. A splice at frame F cuts what sounds at F and drops what starts at or after it, then adds
its own clips and marks; it is refused inside the horizon, up to which everything is settled.
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.errors import ProgrammeError
from engine.programme.beats import Beats, between
from engine.programme.checks import LAST_FRAME, check, check_beats, check_lanes, check_phrases
from engine.programme.clip import Clip


class Mark(Struct, frozen=True, kw_only=True):
    """A fact that listeners see when they hear frame ``at``: what plays from there on.

    ``kind`` "track": the title changes here (a seam's centre). "transition": a seam sounds from ``at`` for ``length``
    frames, from the track on air into ``track``. "ident": the station's own ident plays.
    ``data`` is what the planner wants shown with it (bpm, key, recipe, waveform); the engine carries it unread.
    """

    at: int
    kind: Literal["track", "transition", "ident"]
    track: str = ""
    title: str = ""
    artist: str = ""
    length: int = 0
    data: dict[str, object] = {}


class Splice(Struct, frozen=True, kw_only=True):
    """From frame ``at`` on, play ``clips`` and show ``marks`` instead of what was planned. ``author``: who decided.

    ``name``: what tells it from every other, so that it may be sent again when its answer was lost; without one it is
    another splice each time. ``phrases``: frames at which a phrase of what plays ends, where it is best left.
    ``beats``: of whichever track leads, run by run."""

    at: int
    clips: list[Clip]
    marks: list[Mark]
    phrases: list[int] = []
    beats: list[Beats] = []
    author: Literal["planner", "ladder", "hand"] = "planner"
    name: str = ""


class Programme(Struct):
    """Clips and marks by start. The sole mutable copy lives in the engine; everyone else sees splices and marks.

    ``below``: what was planned on the plain tracks before a seam's rendered lanes took its place; where these fail it
    can be gone back to. ``phrases``, ``beats``: see :class:`Splice`."""

    clips: list[Clip] = []
    marks: list[Mark] = []
    below: list[Clip] = []
    phrases: list[int] = []
    beats: list[Beats] = []

    def copy(self) -> "Programme":
        """One that can be changed by itself."""
        return Programme(list(self.clips), list(self.marks), list(self.below), list(self.phrases), list(self.beats))

    def until(self, frame: int) -> "Programme":
        """What is planned before ``frame``, as if nothing were behind it."""
        clips = [clip.cut(frame) for clip in self.clips if clip.at < frame]
        return Programme(clips=clips, marks=self.marks, phrases=self.phrases, beats=self.beats)

    @property
    def end(self) -> int:
        """The first frame that nothing is planned for."""
        return max((clip.end for clip in self.clips), default=0)

    def splice(self, change: Splice, horizon: int) -> None:
        """Apply ``change``. Raises ProgrammeError inside the horizon or when clips overlap on a lane."""
        if change.at < horizon:
            raise ProgrammeError(f"frame {change.at} is settled (horizon {horizon}): splice at or after the horizon")
        kept = [clip.cut(change.at) for clip in self.clips if clip.at < change.at]
        clips = sorted([*kept, *change.clips], key=lambda clip: (clip.at, clip.lane))
        check(change.clips, change.at)
        check_phrases(change.phrases, change.at)
        check_beats(change.beats, change.at)
        check_lanes(clips)
        self.below = self._below(change)
        self.clips = clips
        marks = [_ended(mark, change.at) for mark in self.marks if mark.at < change.at]
        self.marks = sorted([*marks, *change.marks], key=lambda mark: mark.at)
        self.phrases = sorted([*(frame for frame in self.phrases if frame < change.at), *change.phrases])
        self.beats = [*between(self.beats, 0, change.at), *change.beats]

    def _below(self, change: Splice) -> list[Clip]:
        """The rung below, once ``change`` is applied."""
        replaced = [clip for clip in self.clips if clip.at >= change.at]
        if any(clip.part == "seam" for clip in change.clips) and any(clip.part == "plain" for clip in replaced):
            return replaced
        return [clip.cut(change.at) for clip in self.below if clip.at < change.at]

    def forget(self, before: int) -> None:
        """Drop what has ended before frame ``before``; the last track's mark stays, it may still be on air."""
        self.clips = [clip for clip in self.clips if clip.end > before]
        self.below = [clip for clip in self.below if clip.end > before]
        self.phrases = [frame for frame in self.phrases if frame >= before]
        self.beats = between(self.beats, before, LAST_FRAME)
        past = [mark for mark in self.marks if mark.at < before]
        current = [mark for mark in past if mark.kind == "track"][-1:]
        running = [mark for mark in past if mark.kind != "track" and mark.at + mark.length > before]
        self.marks = sorted(
            [*current, *running, *(mark for mark in self.marks if mark.at >= before)], key=lambda mark: mark.at
        )

    def sounding(self, start: int, end: int) -> list[Clip]:
        """The clips heard somewhere in ``[start, end)``."""
        return [clip for clip in self.clips if clip.at < end and clip.end > start]

    def track_at(self, frame: int) -> Mark | None:
        """The mark of the track that is on air at ``frame``."""
        past = [mark for mark in self.marks if mark.kind == "track" and mark.at <= frame]
        return past[-1] if past else None


def _ended(mark: Mark, end: int) -> Mark:
    """``mark`` when what it tells of is cut at frame ``end``; a track may go on in a seam, its mark stays."""
    if mark.kind == "track" or mark.at + mark.length <= end:
        return mark
    return replace(mark, length=end - mark.at)
