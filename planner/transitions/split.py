"""A transition's lanes by stems.

A lane is split once it has been stretched: so its stems add up to it, sample for sample, and where it joins the track's
body they are the track. Stems that were stretched each by itself would have lost each other's phases.

The body is on the first stem's lane. On the others the engine lets what begins or ends rise or fall for a millisecond:
the first stem's file has what that takes from them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.pcm.file import frames_of
from ext.renderer import RISE
from planner.stems.make import make_splitter
from planner.stems.splitting import Splitting
from planner.stems.stems import STEMS
from planner.transitions.named import named, used
from planner.transitions.pcm import Pcm, read_window, write_whole
from planner.transitions.transition import TimeMap
from planner.transitions.varispeed import varispeed

#: Changes when the same lanes give other stems, so that files of an older Everset are not taken for these.
METHOD = 1


class Lane(Struct, frozen=True):
    """One track in a seam: the prepared file ``stretched``, or where that is empty its PCM along its map; ``outgoing``:
    its body is before the seam, and not behind it."""

    time_map: TimeMap
    pcm: Path
    stretched: str
    outgoing: bool

    def sound(self, sample_rate: int) -> Pcm:
        """As it is heard in the seam, (n, 2). Raises TransitionError."""
        if not self.stretched:
            return varispeed(self.time_map, self.pcm, sample_rate)
        path = Path(self.stretched)
        return read_window(path, 0, frames_of(path))

    def told(self) -> tuple[object, ...]:
        """What its sound depends on."""
        return (self.time_map, self.pcm.name, self.stretched and Path(self.stretched).name, self.outgoing)


def split_lanes(lanes: Sequence[Lane], sample_rate: int, splitting: Splitting, folder: Path) -> list[tuple[str, ...]]:
    """For each lane its stems as prepared PCM in ``folder``, in the order of ``STEMS``. What is missing is split
    together. Raises TransitionError, StorageError or ModelError."""
    places = [_places(lane, sample_rate, splitting, folder) for lane in lanes]
    missing = [n for n, paths in enumerate(places) if not all(used(path) for path in paths)]
    sounds = [lanes[number].sound(sample_rate) for number in missing]
    split = make_splitter(splitting).split(sounds, sample_rate) if missing else []
    for number, stems in zip(missing, split, strict=True):
        joined = _joined([stems[stem] for stem in STEMS], outgoing=lanes[number].outgoing)
        for path, stem in zip(places[number], joined, strict=True):
            write_whole(path, stem)
    return [tuple(str(path) for path in paths) for paths in places]


def _places(lane: Lane, sample_rate: int, splitting: Splitting, folder: Path) -> list[Path]:
    name = named(METHOD, splitting, splitting.stamps(), lane.told(), sample_rate)
    return [folder / f"{name}-{stem}.f32" for stem in STEMS]


def _joined(stems: list[Pcm], *, outgoing: bool) -> list[Pcm]:
    """The stems with what the edges at their body take from the others in the first."""
    first, *others = (np.array(stem if outgoing else stem[::-1]) for stem in stems)
    rise = np.array(RISE, np.float32)[: len(first), None]
    first[: len(rise)] += (1.0 - rise) * sum(stem[: len(rise)] for stem in others)
    return [np.ascontiguousarray(stem if outgoing else stem[::-1]) for stem in (first, *others)]
