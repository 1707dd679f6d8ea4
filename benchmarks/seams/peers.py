"""What others would do with a pair, as transitions that Everset's mixer can play.

Neither listens to beats or keys. Both get each track at the loudness that Everset gives it: only the seam is compared.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.seams.library import RATE
from benchmarks.seams.piece import Piece
from engine.errors import TransitionError
from engine.programme.envelope import Envelope
from planner.transitions import timemap
from planner.transitions.gain import gain_db
from planner.transitions.grid import Grid
from planner.transitions.pcm import Pcm
from planner.transitions.transition import Transition

TARGET_LUFS = -16.0
SILENCE = 0.001  # −60 dBFS, where Mixxx's analyser finds a track's first and last sound (AnalyzerSilence)
POINTS = 33  # of a curve that is drawn by straight lines


class Crossfade(Struct, frozen=True):
    """``seconds`` for which both sound, and how long each fades for; ``linear`` in amplitude, or with equal power."""

    seconds: float
    fade: float
    linear: bool


#: Mixxx's AutoDJ where no intro or outro is marked: 10 s of linear crossfader before the last sound, from the first.
LINEAR = Crossfade(10.0, 10.0, linear=True)
#: Liquidsoap's crossfade: duration 5, fade_in and fade_out 3 (``liquidsoap -h crossfade``, 2.1), with its sine faders.
EQUAL_POWER = Crossfade(5.0, 3.0, linear=False)


def crossfaded(a: Piece, b: Piece, how: Crossfade) -> Transition:
    """The seam from ``a`` into ``b``. Raises TransitionError where one of them is too short for it."""
    first, end = _sounding(b)[0], _sounding(a)[1]
    length = round(how.seconds * RATE)
    if end < length or _sounding(b)[1] - first < length:
        raise TransitionError(f"a piece is shorter than a crossfade of {how.seconds:g} s")
    start, fade = end - length, round(how.fade * RATE)
    into = _curve(how, fade)
    out = tuple((length - frame, value) for frame, value in reversed(into))
    beats = _beats(a, start, end)
    return Transition(
        from_track=a.track.id,
        to_track=b.track.id,
        recipe="crossfade",
        bars=max(1, len(beats) // max(1, a.track.analysis.beats_per_bar)),
        sample_rate=RATE,
        length=length,
        centre=length // 2,
        beats=beats if a.track.analysis.trusted and b.track.analysis.trusted else (),
        map_from=timemap.plain(0, length, start),
        map_to=timemap.plain(0, length, first),
        envelopes_from={"fader": Envelope(out)},
        envelopes_to={"fader": Envelope(into)},
        gain_from_db=gain_db(a.track.analysis.loudness, TARGET_LUFS),
        gain_to_db=gain_db(b.track.analysis.loudness, TARGET_LUFS),
    )


def _curve(how: Crossfade, frames: int) -> tuple[tuple[int, float], ...]:
    """Positions of a fader that rises by this curve: the channel's own law is sin(x·π/2), equal power."""
    if not how.linear:
        return ((0, 0.0), (frames, 1.0))
    shares = np.linspace(0.0, 1.0, POINTS)
    places = np.arcsin(shares) * 2 / np.pi
    return tuple((round(share * frames), float(place)) for share, place in zip(shares, places, strict=True))


def _beats(a: Piece, start: int, end: int) -> tuple[float, ...]:
    """The outgoing track's beats from its first bar in the seam on, which the other is measured against."""
    grid = Grid.of(a.track.analysis, RATE)
    first = grid.downbeat_at(start)
    first += grid.beats_per_bar if float(grid.position(first)) < start else 0
    numbers = np.arange(first, int(grid.beat_at(end)) + 1)
    return tuple(float(frame) for frame in grid.position(numbers) - start)


def _sounding(piece: Piece) -> tuple[int, int]:
    """The frames from the first sound to the last."""
    pcm: Pcm = np.memmap(piece.pcm, np.float32, "r").reshape(-1, 2)
    loud: NDArray[np.int64] = np.flatnonzero(np.max(np.abs(pcm), axis=1) > SILENCE)
    return (int(loud[0]), int(loud[-1]) + 1) if loud.size else (0, 0)
