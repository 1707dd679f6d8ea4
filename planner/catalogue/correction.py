"""What a human says of a track, and an analysis with it: it stands above whatever an ear hears, then and later."""

import math
from bisect import bisect_left
from itertools import pairwise

import msgspec
from msgspec import Struct

from planner.catalogue.analysis import Analysis, Key, MixPoint, Phrase

BY_HAND = "by hand"
ENTRY_BARS = 16  # of a mix-in point by hand: the field's usual mix
LONGEST = 64  # bars
USUAL = 4  # bars come in fours


class Correction(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """None, or nothing: the ear's word stands. ``bpm`` makes the grid regular from end to end; ``downbeat``: s of any
    first beat of a bar; ``trusted``: whether the grid may be mixed on; ``mix_in`` and ``mix_out`` in s, each instead of
    all that were found."""

    bpm: float | None = None
    downbeat: float | None = None
    trusted: bool | None = None
    key: Key | None = None
    mix_in: tuple[float, ...] = ()
    mix_out: tuple[float, ...] = ()


def corrected(analysis: Analysis, by: Correction) -> Analysis:
    """``analysis`` as ``by`` has it."""
    found = analysis if by.bpm is None and by.downbeat is None else _on_grid(analysis, *_grid(analysis, by))
    if by.bpm is not None:
        found = msgspec.structs.replace(
            found, bpm=by.bpm, bpm_confidence=1.0, bpm_alternative=None, steady=True, trusted=True
        )
    if by.trusted is not None:
        found = msgspec.structs.replace(found, trusted=by.trusted)
    if by.key is not None:
        found = msgspec.structs.replace(found, key=by.key)
    if by.mix_in:
        found = msgspec.structs.replace(found, mix_in=[_entry(time, found) for time in by.mix_in])
    if by.mix_out:
        found = msgspec.structs.replace(found, mix_out=[_exit(time, found) for time in by.mix_out])
    return found


def _grid(analysis: Analysis, by: Correction) -> tuple[list[float], list[float]]:
    """Beats and downbeats; without a tempo the beats stay, and the bars move."""
    per_bar, beats = analysis.beats_per_bar, analysis.beats
    anchor = by.downbeat if by.downbeat is not None else next(iter(analysis.downbeats), 0.0)
    if by.bpm is not None:
        period = 60 / by.bpm
        first = -math.floor(anchor / period + 1e-9)
        last = math.ceil((analysis.duration - anchor) / period - 1e-9)
        beats = [round(anchor + number * period, 4) for number in range(first, last)]
    if not beats:
        return [], []
    return beats, beats[beats.index(_nearest(beats, anchor)) % per_bar :: per_bar]


def _on_grid(analysis: Analysis, beats: list[float], downbeats: list[float]) -> Analysis:
    """With phrases and mix points on the downbeats next to where they were."""
    if not downbeats:
        return msgspec.structs.replace(analysis, beats=beats, downbeats=downbeats)
    share = _bar(analysis.downbeats, analysis) / _bar(downbeats, analysis)

    def moved(point: MixPoint) -> MixPoint:
        return MixPoint(_nearest(downbeats, point.time), max(1, round(point.bars * share)), point.reason)

    return msgspec.structs.replace(
        analysis,
        beats=beats,
        downbeats=downbeats,
        phrases=_phrases(analysis.phrases, downbeats),
        mix_in=list(map(moved, analysis.mix_in)),
        mix_out=list(map(moved, analysis.mix_out)),
    )


def _phrases(phrases: list[Phrase], downbeats: list[float]) -> list[Phrase]:
    starts = sorted({downbeats.index(_nearest(downbeats, phrase.start)) for phrase in phrases})
    return [Phrase(downbeats[one], after - one) for one, after in pairwise([*starts, len(downbeats)])]


def _entry(time: float, analysis: Analysis) -> MixPoint:
    return MixPoint(time, min(ENTRY_BARS, _bars_after(time, analysis)), BY_HAND)


def _exit(time: float, analysis: Analysis) -> MixPoint:
    return MixPoint(time, _bars_after(time, analysis), BY_HAND)


def _bars_after(time: float, analysis: Analysis) -> int:
    """Whole bars until the end, in fours where there are four."""
    bars = int(min((analysis.duration - time) / _bar(analysis.downbeats, analysis) + 0.05, LONGEST))
    return max(0, bars // USUAL * USUAL if bars >= USUAL else bars)


def _bar(downbeats: list[float], analysis: Analysis) -> float:
    """Seconds."""
    if len(downbeats) > 1:
        return (downbeats[-1] - downbeats[0]) / (len(downbeats) - 1)
    return 60 * analysis.beats_per_bar / max(analysis.bpm, 1.0)


def _nearest(times: list[float], time: float) -> float:
    place = bisect_left(times, time)
    return min(times[max(0, place - 1) : place + 1], key=lambda one: abs(one - time))
