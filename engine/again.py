"""A span of what was on air, rendered again from the journals: bit for bit, while its PCM is there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from engine.errors import NoMusic
from engine.history import history
from engine.offline import stream

#: What sounded before the span is played unheard for so long: filters and limiter have then settled to the bit.
LEAD_IN_SECONDS = 30


class Span(Struct, frozen=True):
    """Frames ``[start, end)`` of the station's clock."""

    start: int
    end: int


def known(journal: Path) -> Span:
    """What the journals in the folder ``journal`` can tell of. Raises NoMusic when there is nothing."""
    told = history(journal)
    if not told.programme.clips:
        raise NoMusic(f"the journals in {journal} tell of nothing on air: name the folder of a station that played")
    return Span(max(told.start, told.programme.clips[0].at), min(told.head, told.programme.end))


def again(
    journal: Path, span: Span, sample_rate: int, ceiling_dbtp: float, on_trouble: Callable[[str], None]
) -> Iterator[NDArray[np.float32]]:
    """The samples of ``span`` in blocks, float32 (frames, 2). ``ceiling_dbtp``: the limiter's, as it was.
    ``on_trouble`` hears of PCM that is gone; the ident stands in its place."""
    first = max(span.start - LEAD_IN_SECONDS * sample_rate, known(journal).start, 0)
    told = history(journal, since=first)
    place = first
    frames = span.end - first
    blocks = stream(told.programme, first, frames, sample_rate, ceiling_dbtp=ceiling_dbtp, on_trouble=on_trouble)
    for block in blocks:
        heard = block[max(span.start - place, 0) :]
        place += len(block)
        if len(heard):
            yield heard
