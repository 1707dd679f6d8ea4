"""The mixer pumped by hand: what would go on air, rendered as fast as the machine can, by the code that plays live."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from engine.mixing.mixer import Mixer
from engine.programme.clip import Clip
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme
from engine.programme.segment import LENGTH
from engine.units import CHANNELS


def stream(  # noqa: PLR0913  the settings of one render
    programme: Programme,
    start: int,
    frames: int,
    sample_rate: int,
    *,
    only: Callable[[Clip], bool] | None = None,
    master: bool = True,
    block: int = 1024,
    ceiling_dbtp: float = -1.0,
    on_trouble: Callable[[str], None] | None = None,
    overrides: Overrides | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Frames ``[start, start + frames)`` of ``programme`` in blocks, float32 (at most ``block``, 2), each an array of
    its own. ``overrides``: what a hand did to it.

    ``only``: the clips of one bus. The others are played unheard and holes stay silent, so that the buses of all clips
    add up to the unmastered mix wherever it has no hole. ``master``: False leaves the limiter out.
    """
    mixer = Mixer(
        sample_rate,
        start=start,
        ceiling_dbtp=ceiling_dbtp,
        master=master,
        filling=only is None,
        audible=only,
        on_trouble=on_trouble,
    )
    mixer.follow(programme)
    if overrides is not None:
        mixer.override(overrides)
    end, ready = start + frames, start
    while mixer.frame < end:
        if ready < min(mixer.frame + block, end):
            ready = mixer.load(min(end, mixer.frame + block + LENGTH))
        count = min(block, end - mixer.frame)
        out = np.empty((min(count, ready - mixer.frame) if ready > mixer.frame else count, CHANNELS), np.float32)
        mixer.render(out)
        yield out


def render(  # noqa: PLR0913  the settings of one render
    programme: Programme,
    start: int,
    frames: int,
    sample_rate: int,
    *,
    only: Callable[[Clip], bool] | None = None,
    master: bool = True,
    block: int = 1024,
    on_trouble: Callable[[str], None] | None = None,
    overrides: Overrides | None = None,
) -> NDArray[np.float32]:
    """The same at once: float32 (frames, 2)."""
    out = np.empty((frames, CHANNELS), np.float32)
    place = 0
    for piece in stream(
        programme, start, frames, sample_rate, only=only, master=master, block=block, on_trouble=on_trouble,
        overrides=overrides,
    ):  # fmt: skip
        out[place : place + len(piece)] = piece
        place += len(piece)
    return out
