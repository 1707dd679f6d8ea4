"""The beats of what plays, for who keeps time with it."""

from bisect import bisect_left

from msgspec import Struct
from msgspec.structs import replace


class Beats(Struct, frozen=True, kw_only=True):
    """A run of one track's beats, from where it leads until another does.

    ``frames``: of the programme, rising. ``number``: of the first one in the song, which counts up from one of its
    downbeats as 0. ``bar``: beats in a bar; a number that is a multiple of it is a downbeat.
    """

    frames: list[int]
    number: int = 0
    bar: int = 4

    def until(self, frame: int) -> "Beats":
        """Those before ``frame``."""
        return replace(self, frames=self.frames[: bisect_left(self.frames, frame)])

    def since(self, frame: int) -> "Beats":
        """Those from ``frame`` on."""
        gone = bisect_left(self.frames, frame)
        return replace(self, frames=self.frames[gone:], number=self.number + gone)


def between(runs: list[Beats], start: int, end: int) -> list[Beats]:
    """What ``runs`` have in ``[start, end)``; no run is empty."""
    cut = (run.since(start).until(end) for run in runs)
    return [run for run in cut if run.frames]
