"""What the renderer was told about one lane, and how a changed programme differs from it."""

from collections.abc import Iterator
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from engine.programme.clip import Clip
from engine.programme.segment import Layout, Segment, runs


class Picture(Struct, frozen=True):
    """A line as it was; ``ends``: of what was told."""

    clips: list[Clip]
    told: list[Segment]
    ends: list[int]
    until: int


class Line:
    """One lane on the control side. ``clips``: what it plays, by start. ``told``: the segments the renderer knows, by
    start, all up to frame ``until``."""

    def __init__(self, lane: int, until: int) -> None:
        self.lane = lane
        self.clips: list[Clip] = []
        self.told: list[Segment] = []
        self.until = until
        self._layout: Layout | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is on it: neither clips, nor segments that the renderer still holds."""
        return not self.clips and not self.told

    def picture(self) -> Picture:
        """What :meth:`put_back` needs to take a change back."""
        return Picture(self.clips, list(self.told), [segment.end for segment in self.told], self.until)

    def put_back(self, picture: Picture) -> None:
        """Be as it was, for a change that was refused."""
        self.clips, self.told, self.until = picture.clips, picture.told, picture.until
        for segment, end in zip(picture.told, picture.ends, strict=True):
            segment.end = end

    def change(self, clips: list[Clip], now: int) -> int | None:
        """Play ``clips`` instead. The first frame behind which what was told is wrong, None where it still holds."""
        if self.idle:
            self.until = now
        frame = divergence([clip for clip in self.clips if clip.end > now], clips)
        self.clips = clips
        if frame is None or frame >= self.until:
            return None
        self.again(max(frame, now))
        return self.until

    def again(self, frame: int) -> None:
        """What was told is told again from ``frame`` on."""
        self.until = min(self.until, frame)
        self.told = [segment for segment in self.told if segment.start < frame]
        for segment in self.told:
            segment.end = min(segment.end, frame)

    def untold(self, until: int) -> Iterator[tuple[Clip, int, int]]:
        """The runs ``(clip, start, end)`` that begin before ``until`` and that the renderer does not know."""
        return ((clip, *run) for clip in self.clips for run in runs(clip, self.until, until))

    def forget(self, slots: set[int]) -> None:
        """The renderer is done with these slots."""
        self.told = [segment for segment in self.told if segment.slot not in slots]

    def layout(self, clip: Clip) -> Layout:
        """The clip for the renderer, made once for all its segments."""
        if self._layout is None or self._layout.clip is not clip:
            self._layout = Layout(clip)
        return self._layout

    def waiting(self, until: int) -> Segment | None:
        """The first segment before ``until`` whose PCM nobody has asked for."""
        return next((one for one in self.told if one.start < until and not one.filled and not one.reading), None)


def divergence(old: list[Clip], new: list[Clip]) -> int | None:
    """The first frame at which two lanes' clips sound different; None if they never do."""
    for before, after in zip_longest(old, new):
        if before is None or after is None:
            return int((before or after).at)
        if before != after:
            alike = replace(before, length=after.length) == after
            return min(before.end, after.end) if alike else min(before.at, after.at)
    return None
