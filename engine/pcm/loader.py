"""The loader: PCM from files that Everset wrote into memory that the audio side may read."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from engine.memory import Pcm, locked
from engine.pcm.at_hand import AtHand
from engine.pcm.file import frames_there, read_window
from engine.pcm.stock import Stock
from engine.programme.clip import Clip
from engine.programme.segment import LENGTH, TOO_FAST, Layout, Segment, runs

LOUDEST = 16.0  # amplitude, +24 dBFS: beyond it is no music but a broken file
REMEMBERED = 4096  # clips whose trouble was told; a station runs for weeks


class Loader:
    """Reads the windows of segments. ``on_trouble`` hears of each clip's first problem, once. ``stock``: takes what was
    read; it has the PCM of files that are gone or short by now, as ``spare`` may, which is another loader's.

    It raises nothing: what can't be read is left for the ladder below it (the ident, in the end).
    """

    def __init__(
        self,
        ident: Pcm,
        on_trouble: Callable[[str], None] | None = None,
        stock: Stock | None = None,
        spare: Stock | None = None,
    ) -> None:
        self.ident = ident
        self.on_trouble = on_trouble or (lambda message: None)
        self.told: set[tuple[str, int]] = set()
        self.stock = stock or Stock()
        self._stocks = (self.stock,) if spare is None else (self.stock, spare)
        self._at_hand = AtHand()

    def keep_at_hand(self, pcm: str, frames: int) -> None:
        """Have the first ``frames`` frames of the file ``pcm`` in memory, in place of what was kept so before. Blocks
        on disks; what can't be read is not kept."""
        with contextlib.suppress(OSError, ValueError):
            first, held = read_window(Path(pcm), 0, frames)
            sanitise(first)
            self._at_hand.keep(pcm, first[:held], whole=held <= frames)

    def at_hand(self, segment: Segment) -> tuple[Pcm, int, int] | None:
        """The same as :meth:`read` and at once, where all of it is in memory: kept at hand, or read to sound now."""
        first, last = segment.window()
        if segment.layout.clip.pcm == "ident":
            return self._ident(first, last), first, segment.end
        if (kept := self._at_hand.find(segment)) is not None:
            return kept, 0, segment.end
        known = self.stock.find(segment)
        return (known[0], known[1], segment.end) if known is not None and last <= known[2] else None

    def read(self, segment: Segment) -> tuple[Pcm, int, int] | None:
        """The segment's PCM, the file's frame that it starts with, and up to which programme frame it lasts."""
        clip = segment.layout.clip
        first, last = segment.window()
        if last - first > TOO_FAST * LENGTH:
            self._trouble(clip, f"its map asks for {last - first} frames of PCM at once: slow it down")
            return None
        if clip.pcm == "ident":
            return self._ident(first, last), first, segment.end
        return self._file(segment, clip, first, last)

    def _file(self, segment: Segment, clip: Clip, first: int, last: int) -> tuple[Pcm, int, int] | None:
        doubts = self.stock.doubts
        try:
            pcm, held = read_window(Path(clip.pcm), first, last)
        except (OSError, ValueError) as error:
            self._trouble(clip, f"it can't be read ({error}): render it again")
            return self._from_stock(segment)
        ready = segment.lasts(held)
        if ready < segment.end:
            self._trouble(clip, f"it has {held} frames and the clip wants more: render it again")
            if (known := self._from_stock(segment)) is not None and known[2] > ready:
                return known
        if sanitise(pcm):
            self._trouble(clip, "it holds samples that are no sound (NaN, infinite or above +24 dBFS)")
        if ready <= segment.start:
            return None
        self.stock.keep(segment, first, pcm[: held - first], doubts)
        return pcm, first, ready

    def _from_stock(self, segment: Segment) -> tuple[Pcm, int, int] | None:
        """What was read of it when its file was whole."""
        found = filter(None, (stock.find(segment) for stock in self._stocks))
        known = max(found, key=lambda one: one[2], default=None)
        if known is None:
            return None
        pcm, first, held = known
        ready = segment.lasts(held)
        return (pcm, first, ready) if ready > segment.start else None

    @staticmethod
    def lasts(segment: Segment) -> int:
        """Up to which programme frame the file of ``segment`` would last by now."""
        return segment.lasts(frames_there(segment.layout.clip.pcm))

    def recall(self, clips: Iterable[Clip], start: int, end: int) -> None:
        """Have in the stock what sounded of ``clips`` in ``[start, end)``, before this loader was there. Of what can't
        be read any more nobody is told: it has sounded."""
        for clip in clips:
            layout = Layout(clip)
            for run in runs(clip, start, end) if clip.pcm != "ident" else ():
                with contextlib.suppress(OSError, ValueError):
                    self._recall(Segment(-1, layout, *run))

    def _recall(self, segment: Segment) -> None:
        doubts, (first, last) = self.stock.doubts, segment.window()
        if last - first > TOO_FAST * LENGTH:
            return
        pcm, held = read_window(Path(segment.layout.clip.pcm), first, last)
        sanitise(pcm)
        if segment.lasts(held) > segment.start:
            self.stock.keep(segment, first, pcm[: held - first], doubts)

    def _ident(self, first: int, last: int) -> Pcm:
        pcm = locked(last - first)
        pcm[:] = self.ident[np.arange(first, last) % len(self.ident)]
        return pcm

    def _trouble(self, clip: Clip, what: str) -> None:
        if (clip.pcm, clip.at) not in self.told:
            if len(self.told) >= REMEMBERED:
                self.told.clear()
            self.told.add((clip.pcm, clip.at))
            self.on_trouble(f"The clip of {clip.track or clip.part} at frame {clip.at} ({clip.pcm}): {what}")


def sanitise(pcm: Pcm) -> bool:
    """Replace in place what would poison filters: NaN and infinite by 0, beyond LOUDEST by it. True if any was."""
    # Two looks, and no copy in between: it would cost more than they do. NaN compares as False.
    bad = not (pcm.min(initial=0.0) >= -LOUDEST and pcm.max(initial=0.0) <= LOUDEST)
    if bad:
        np.nan_to_num(pcm, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
        np.clip(pcm, -LOUDEST, LOUDEST, out=pcm)
    return bad
