"""The lookout: sees that PCM which is to sound soon is gone or short, before it would be missed."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

from engine.pcm.file import frames_there
from engine.programme.clip import Clip
from engine.programme.fades import last_read, source_frame
from engine.programme.programme import Programme

SLACK = 64  # frames that a file may be short: as long as the ramp at a clip's end


class Hole(Struct, frozen=True):
    """From ``frame`` on the PCM of ``clip`` is ``what`` it must not be. ``plain``: its seam can be played on the plain
    tracks."""

    clip: Clip
    frame: int
    plain: bool = False
    what: Literal["missing", "silent"] = "missing"

    def still_in(self, programme: Programme, floor: int = 0) -> bool:
        """Whether ``programme`` would come to it behind ``floor``, the first frame that can still be changed."""
        beyond = max(self.frame, floor)
        return any(place(one) == place(self.clip) and one.end > beyond for one in programme.clips)

    def same(self, other: "Hole | None") -> bool:
        """Whether ``other`` is a hole in the same clip. What the ladder made of that clip is another one: its PCM may
        be on its way from memory, whatever its file has."""
        return other is not None and place(other.clip) == place(self.clip)


class Lookout:
    """Looks at files. ``loaded(clip)``: the frame up to which its PCM is in memory already, whatever the file does."""

    def __init__(self, loaded: Callable[[Clip], int]) -> None:
        self._loaded = loaded

    def first(self, programme: Programme, start: int, until: int) -> Hole | None:
        """The first hole in what sounds in ``[start, until)``. Blocks on disks."""
        found = self._first(programme.sounding(start, until), start)
        if found is None or found.clip.part != "seam" or not programme.below:
            return found
        below = [clip for clip in programme.below if clip.at < until and clip.end > start]
        return Hole(found.clip, found.frame, plain=bool(below) and self._first(below, start) is None)

    def _first(self, clips: Iterable[Clip], start: int) -> Hole | None:
        held: dict[str, int] = {}
        holes = []
        for clip in clips:
            if clip.pcm == "ident":
                continue
            if clip.pcm not in held:
                held[clip.pcm] = frames_there(clip.pcm)
            frame = max(lasts(clip, held[clip.pcm]), self._loaded(clip), start)
            if frame < clip.end:
                holes.append(Hole(clip, frame))
        return min(holes, key=lambda hole: hole.frame, default=None)


def place(clip: Clip) -> tuple[int, int, str]:
    """What tells ``clip`` from all others of a programme, however it is cut."""
    return clip.at, clip.lane, clip.pcm


def lasts(clip: Clip, held: int) -> int:
    """The programme frame up to which ``held`` frames of PCM last for ``clip``; its end when they do."""
    if last_read(clip) <= held + SLACK:
        return clip.end
    return clip.at + bisect_left(range(clip.length), float(held), key=lambda frame: source_frame(clip, frame))
