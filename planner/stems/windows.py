"""Stems of windows of prepared tracks: only what a transition needs is split, and what was split before is not."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.errors import StorageError
from planner.stems.cache import keep, kept, place
from planner.stems.make import make_splitter
from planner.stems.splitting import Splitting
from planner.stems.stems import STEMS, Stems
from planner.transitions.pcm import read_window

#: Windows begin and end on multiples of so many seconds, so that another plan for the same place finds its stems; what
#: they hold besides lets the splitter hear what is around.
STEP = 4.0
AROUND = 2.0


class Window(Struct, frozen=True):
    """Frames ``[first, last)`` of the prepared PCM at ``pcm``, whose name tells the track's content; they may lie
    outside of it, where it is silent."""

    pcm: str
    first: int
    last: int


def split_windows(windows: Sequence[Window], sample_rate: int, splitting: Splitting, folder: Path) -> list[Stems]:
    """The stems of each window, from ``folder`` or split together. Raises ModelError or TransitionError."""
    splitter = make_splitter(splitting)
    wide = [_widened(window, sample_rate) for window in windows]
    sounds = [read_window(Path(one.pcm), one.first, one.last) for one in wide]
    places = [place(folder, splitter.name, splitter.version, Path(one.pcm).name, one.first, one.last, sample_rate)
              for one in wide]  # fmt: skip
    found = [kept(path, sound) for path, sound in zip(places, sounds, strict=True)]
    missing = [number for number, stems in enumerate(found) if stems is None]
    split = splitter.split([sounds[number] for number in missing], sample_rate) if missing else []
    for number, stems in zip(missing, split, strict=True):
        with contextlib.suppress(StorageError):  # a full disk: they are split again the next time
            keep(places[number], stems)
        found[number] = stems
    return [_cut(stems, one, window) for stems, one, window in zip(found, wide, windows, strict=True) if stems]


def _widened(window: Window, sample_rate: int) -> Window:
    step, around = STEP * sample_rate, AROUND * sample_rate
    first = int(np.floor((window.first - around) / step) * step)
    return Window(window.pcm, first, int(np.ceil((window.last + around) / step) * step))


def _cut(stems: Stems, wide: Window, window: Window) -> Stems:
    inside = slice(window.first - wide.first, window.last - wide.first)
    return Stems(*(stems[name][inside] for name in STEMS))
