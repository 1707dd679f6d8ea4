"""What the ring itself held that should not have gone out: the ident where there was music, and silence that is not the
music's own."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.chaos.gap import Gap
from benchmarks.chaos.place import FLOOR
from engine.mixing.offline import render
from engine.pcm import ident
from engine.programme.clip import Clip
from engine.programme.programme import Programme

QUIET = 10 ** (-45 / 20)  # amplitude; the specification's M13
QUIET_SECONDS = 0.03
WINDOW_SECONDS = 0.01
IDENT_SECONDS = 0.05
SURE = 0.75  # normalised correlation from which on it is the ident: that is above 0.93, music stayed below 0.53
LEAD_SECONDS = 2.0  # rendered ahead of a quiet place, for the filters and the limiter to settle

Samples = NDArray[np.float32]


def idents(pcm: Samples, start: int, rate: int) -> list[Gap]:
    """Where the ident went out, to IDENT_SECONDS. ``pcm``: (frames, 2), the first is programme frame ``start``. Frame
    ``n`` of the programme is the ident's ``n mod frames``, whoever brought it: so it is looked for in its place."""
    loop, size = ident.make(rate), round(IDENT_SECONDS * rate)
    is_ident = np.zeros(len(pcm) // size, np.bool_)
    for number in range(len(is_ident)):
        place = number * size
        is_ident[number] = same(
            pcm[place : place + size], loop[np.arange(start + place, start + place + size) % len(loop)]
        )
    return [Gap(frame=start + first * size, length=count * size, how="ident") for first, count in stretches(is_ident)]


def same(heard: Samples, wanted: Samples) -> bool:
    """Whether ``heard`` is ``wanted``, whatever the limiter made of its level."""
    energy = float(np.sum(heard**2, dtype=np.float64))
    loud = energy > FLOOR**2 * heard.size
    return loud and float(np.sum(heard * wanted)) > SURE * math.sqrt(energy * float(np.sum(wanted**2)))


def stretches(which: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The runs ``(first, count)`` of what is true."""
    edges = np.flatnonzero(np.diff(which.astype(np.int8), prepend=0, append=0))
    yield from ((int(first), int(last - first)) for first, last in zip(edges[::2], edges[1::2], strict=True))


def quiet(pcm: Samples, start: int, rate: int, clips: list[Clip]) -> list[Gap]:
    """Where it was quiet and the clips, rendered again from their files, are not."""
    return [
        Gap(frame=start + first, length=count, how="quiet")
        for first, count in quiet_runs(pcm, rate)
        if sounds(clips, start + first, count, rate)
    ]


def quiet_runs(pcm: Samples, rate: int) -> Iterator[tuple[int, int]]:
    """The runs ``(first, count)`` longer than QUIET_SECONDS whose peak lies below QUIET."""
    size = round(WINDOW_SECONDS * rate)
    peaks = np.abs(pcm[: len(pcm) // size * size]).reshape(-1, size * pcm.shape[1]).max(axis=1)
    for first, count in stretches(peaks < QUIET):
        if count * WINDOW_SECONDS > QUIET_SECONDS:
            yield first * size, count * size


def sounds(clips: list[Clip], frame: int, count: int, rate: int) -> bool:
    """Whether the clips' files hold sound at that place of the programme."""
    lead = round(LEAD_SECONDS * rate)
    first = max(0, frame - lead)
    heard = [clip for clip in clips if clip.at < frame + count and clip.end > first]
    rendered = render(Programme(clips=heard), first, frame + count - first, rate)[frame - first :]
    return bool(np.abs(rendered).max(initial=0.0) >= 2 * QUIET)
