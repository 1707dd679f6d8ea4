"""What the ring itself held that should not have gone out: the ident where there was music, and silence that is not the
music's own."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from benchmarks.chaos.gap import Gap
from benchmarks.chaos.place import FLOOR, likeness
from engine.mixing.offline import render
from engine.pcm import ident
from engine.programme.clip import Clip
from engine.programme.programme import Programme

QUIET = 10 ** (-45 / 20)  # amplitude; the specification's M13
QUIET_SECONDS = 0.03
WINDOW_SECONDS = 0.01
COARSE = 8  # the ident is looked for at an eighth of the rate
LOOK_SECONDS = 1.0
SURE = 0.6  # normalised cross-correlation from which on it is the ident
LEAD_SECONDS = 2.0  # rendered ahead of a quiet place, for the filters and the limiter to settle

Samples = NDArray[np.float32]


def idents(pcm: Samples, start: int, rate: int) -> list[Gap]:
    """Where the ident went out, to LOOK_SECONDS. ``pcm``: (frames, 2), the first is programme frame ``start``."""
    loop = resample_poly(ident.make(rate).mean(axis=1), 1, COARSE).astype(np.float32)
    size = round(LOOK_SECONDS * rate)
    around = np.concatenate([loop, loop[: size // COARSE]])
    found: list[Gap] = []
    for place in range(0, len(pcm) - size, size):
        window = resample_poly(pcm[place : place + size].mean(axis=1), 1, COARSE).astype(np.float32)
        if float(np.dot(window, window)) > FLOOR**2 * len(window) and likeness(window, around).max() > SURE:
            found.append(Gap(frame=start + place, length=size, how="ident"))
    return found


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
    edges = np.flatnonzero(np.diff((peaks < QUIET).astype(np.int8), prepend=0, append=0))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if (last - first) * WINDOW_SECONDS > QUIET_SECONDS:
            yield int(first) * size, int(last - first) * size


def sounds(clips: list[Clip], frame: int, count: int, rate: int) -> bool:
    """Whether the clips' files hold sound at that place of the programme."""
    lead = round(LEAD_SECONDS * rate)
    first = max(0, frame - lead)
    heard = [clip for clip in clips if clip.at < frame + count and clip.end > first]
    rendered = render(Programme(clips=heard), first, frame + count - first, rate)[frame - first :]
    return bool(np.abs(rendered).max(initial=0.0) >= 2 * QUIET)
