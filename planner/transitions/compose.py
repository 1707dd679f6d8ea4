"""An option worked out: maps, envelopes, gains and echoes, as a transition."""

import numpy as np
from msgspec import Struct

from planner.transitions import timemap
from planner.transitions.echoes import echoes
from planner.transitions.gain import gain_db
from planner.transitions.grid import Frames64
from planner.transitions.option import Option
from planner.transitions.pair import Pair
from planner.transitions.recipe import Move
from planner.transitions.ruler import Ruler
from planner.transitions.swap import swap_beat
from planner.transitions.transition import Apart, Echo, TimeMap, Transition

#: A seam shorter than this many bars follows either track alone for a beat at its ends only.
BARS_FOR_A_BAR_OF_HOLD = 4


class Course(Struct, frozen=True):
    """How time runs in a seam. ``beats``: the set's, empty where there is no grid."""

    ruler: Ruler
    map_a: TimeMap
    map_b: TimeMap
    beats: tuple[float, ...]


def compose(option: Option, pair: Pair, target_lufs: float, why: tuple[str, ...]) -> Transition:
    """The transition that ``option`` describes."""
    if option.matched:
        course = _matched(option, pair)
    else:
        course = _sharp(option, pair) if option.recipe.overlap == "none" else _plain(option, pair)
    ruler = course.ruler
    return Transition(
        from_track=pair.a.id,
        to_track=pair.b.id,
        recipe=option.recipe.name,
        bars=option.bars,
        sample_rate=pair.sample_rate,
        length=round(ruler.times[-1]),
        centre=round(ruler.times[ruler.swap]),
        beats=course.beats,
        map_from=timemap.ended(course.map_a, pair.a.end),
        map_to=course.map_b,
        envelopes_from=ruler.envelopes(option.recipe.moves, "from"),
        envelopes_to=ruler.envelopes(option.recipe.moves, "to"),
        apart=_apart(option.recipe.apart, ruler) if option.recipe.apart else None,
        echoes=_echoes(option, pair, course),
        gain_from_db=gain_db(pair.a.analysis.loudness, target_lufs),
        gain_to_db=gain_db(pair.b.analysis.loudness, target_lufs),
        why=why,
    )


def _apart(moves: tuple[Move, ...], ruler: Ruler) -> Apart:
    return Apart(
        channel_from=ruler.envelopes(moves, "from"),
        channel_to=ruler.envelopes(moves, "to"),
        stems_from=ruler.levels(moves, "from"),
        stems_to=ruler.levels(moves, "to"),
    )


def _matched(option: Option, pair: Pair) -> Course:
    """Beat on beat, from downbeat on downbeat on."""
    bar = pair.a.grid.beats_per_bar
    beats = np.arange(option.bars * bar + 1, dtype=np.float64)
    hold = bar if option.bars >= BARS_FOR_A_BAR_OF_HOLD else 1
    meeting = timemap.meet(
        pair.a.grid.straightened(option.leave.beat + beats),
        pair.b.grid.straightened(option.enter.beat + beats * pair.multiple),
        hold,
    )
    ruler = Ruler(meeting.times, swap_beat(option, pair), pair.sample_rate)
    return Course(ruler, meeting.map_a, meeting.map_b, meeting.times)


def _sharp(option: Option, pair: Pair) -> Course:
    """The outgoing track in its own tempo up to its downbeat, the incoming one in its own from its downbeat on."""
    half = option.bars // 2
    before = half * pair.a.grid.beats_per_bar
    behind = half * pair.b.grid.beats_per_bar
    a = pair.a.grid.position(option.leave.beat - before + np.arange(before + 1))
    b = pair.b.grid.position(option.enter.beat + np.arange(behind + 1))
    swap = round(float(a[-1])) - round(float(a[0]))
    length = swap + round(float(b[-1])) - round(float(b[0]))
    times = _joined(a, b, swap, length)
    ruler = Ruler(times, before, pair.sample_rate)
    enters, leaves = ruler.frame(option.recipe.enters), ruler.frame(option.recipe.leaves)
    enters = max(enters, swap - round(float(b[0])))  # nothing sounds before the track's first frame
    into = timemap.plain(enters, length, round(float(b[0])) - (swap - enters))
    return Course(ruler, timemap.plain(0, leaves, round(float(a[0]))), into, times)


def _joined(a: Frames64, b: Frames64, swap: int, length: int) -> tuple[float, ...]:
    """The beats of both tracks, one after the other, from 0 to ``length``."""
    ours, theirs = a - a[0], b - b[0] + swap
    ours[-1], theirs[-1] = swap, length
    return tuple(float(beat) for beat in (*ours, *theirs[1:]))


def _plain(option: Option, pair: Pair) -> Course:
    """Both tracks as they are; the recipe's places are counted in quarters of the seam's length."""
    start, end = (round(frame) for frame in option.span_a)
    length = end - start
    ruler = Ruler(tuple(length * share / 4 for share in range(5)), 2, pair.sample_rate)
    into = timemap.plain(0, length, round(option.span_b[0]))
    return Course(ruler, timemap.plain(0, length, start), into, ())


def _echoes(option: Option, pair: Pair, course: Course) -> tuple[Echo, ...]:
    echoing = option.recipe.echo
    if echoing is None:
        return ()
    first, last = pair.a.grid.position([option.leave.beat - echoing.beats, option.leave.beat])
    return echoes(echoing, course.ruler, (float(first), float(last)))
