"""A transition's lanes by stems.

A lane is split once it has been stretched: so its stems add up to it, sample for sample, and where it joins the track's
body they are the track. Stems that were stretched each by itself would have lost each other's phases.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from planner.stems.make import make_splitter
from planner.stems.splitting import Splitting
from planner.stems.stems import STEMS
from planner.transitions.made import named, used
from planner.transitions.pcm import Pcm, read_window, write_whole
from planner.transitions.transition import TimeMap
from planner.transitions.varispeed import varispeed

#: Changes when the same lanes give other stems, so that files of an older Everset are not taken for these.
METHOD = 1
FRAME_BYTES = 8


class Lane(Struct, frozen=True):
    """One track in a seam: the prepared file ``stretched``, or where that is empty its PCM along its map."""

    time_map: TimeMap
    pcm: Path
    stretched: str

    def sound(self, sample_rate: int) -> Pcm:
        """As it is heard in the seam, (n, 2). Raises TransitionError."""
        if not self.stretched:
            return varispeed(self.time_map, self.pcm, sample_rate)
        path = Path(self.stretched)
        return read_window(path, 0, path.stat().st_size // FRAME_BYTES)

    def told(self) -> tuple[object, ...]:
        """What its sound depends on."""
        return (self.time_map, self.pcm.name, self.stretched and Path(self.stretched).name)


def split_lanes(lanes: Sequence[Lane], sample_rate: int, splitting: Splitting, folder: Path) -> list[tuple[str, ...]]:
    """For each lane its stems as prepared PCM in ``folder``, in the order of ``STEMS``. What is missing is split
    together. Raises TransitionError, StorageError or ModelError."""
    places = [_places(lane, sample_rate, splitting, folder) for lane in lanes]
    missing = [n for n, paths in enumerate(places) if not all(used(path) for path in paths)]
    sounds = [lanes[number].sound(sample_rate) for number in missing]
    split = make_splitter(splitting).split(sounds, sample_rate) if missing else []
    for number, stems in zip(missing, split, strict=True):
        for path, stem in zip(places[number], STEMS, strict=True):
            write_whole(path, np.ascontiguousarray(stems[stem]))
    return [tuple(str(path) for path in paths) for paths in places]


def _places(lane: Lane, sample_rate: int, splitting: Splitting, folder: Path) -> list[Path]:
    name = named(METHOD, splitting, lane.told(), sample_rate)
    return [folder / f"{name}-{stem}.f32" for stem in STEMS]
