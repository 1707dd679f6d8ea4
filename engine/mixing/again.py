"""A span of what was on air, rendered again from the journals: bit for bit, while its PCM is there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from engine.errors import NoMusic
from engine.journal.history import history
from engine.mixing.offline import stream
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme

#: What sounded before the span is played unheard for so long: filters and limiter have then settled to the bit.
LEAD_IN_SECONDS = 30


class Span(Struct, frozen=True):
    """Frames ``[start, end)`` of the station's clock, and what the journals know of them and of the ``lead_in`` frames
    before."""

    programme: Programme
    start: int
    end: int
    lead_in: int
    overrides: Overrides


def span(journal: Path, start: int | None, end: int | None, sample_rate: int) -> Span:
    """Frames ``[start, end)`` as far as the journals in the folder ``journal`` know of them; None: from the first, to
    the last that is known to have been reached. Raises NoMusic when that is nothing."""
    wanted = start or 0
    told = history(journal, since=wanted - LEAD_IN_SECONDS * sample_rate)
    if not told.programme.clips:
        raise NoMusic(f"the journals in {journal} tell of nothing on air then: see `everset playlog` for what was")
    known = max(told.start or 0, told.programme.clips[0].at)
    first, last = max(wanted, known), min(told.head if end is None else end, told.programme.end)
    if last <= first:
        raise NoMusic("the journals hold nothing of that time: see `everset playlog` for what was on air")
    lead_in = min(LEAD_IN_SECONDS * sample_rate, first - max(told.start or 0, 0))
    return Span(told.programme, first, last, lead_in, told.overrides)


def again(
    wanted: Span, sample_rate: int, ceiling_dbtp: float, on_trouble: Callable[[str], None]
) -> Iterator[NDArray[np.float32]]:
    """The samples of ``wanted`` in blocks, float32 (frames, 2). ``ceiling_dbtp``: the limiter's, as it was.
    ``on_trouble`` hears of PCM that is gone; the ident stands in its place."""
    place = wanted.start - wanted.lead_in
    frames = wanted.end - place
    blocks = stream(
        wanted.programme, place, frames, sample_rate, ceiling_dbtp=ceiling_dbtp, on_trouble=on_trouble,
        overrides=wanted.overrides,
    )  # fmt: skip
    for block in blocks:
        heard = block[max(wanted.start - place, 0) :]
        place += len(block)
        if len(heard):
            yield heard
