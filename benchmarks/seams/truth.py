"""A seam against what is true of its pieces, whatever Everset heard in them: their beats and bars, and their voices."""

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from benchmarks.seams.library import RATE
from benchmarks.seams.pairs import Drawn
from engine.programme.envelope import Envelope
from planner.transitions import timemap
from planner.transitions.audition import audition
from planner.transitions.measure.bus import Bus, Buses
from planner.transitions.measure.seam import Seam
from planner.transitions.measure.vocals import vocals, voice_gains
from planner.transitions.transition import Measure, TimeMap, Transition

BEATS, BARS, VOICES = "true beats", "true bars", "true voices"
FEWEST = 8  # beats that both have in the seam


def true_measures(t: Transition, drawn: Drawn) -> dict[str, Measure]:
    """BEATS: the median distance of the outgoing piece's true beats from the incoming one's, as both are heard, in ms.
    BARS: how many of its true bars begin without one of the incoming piece. VOICES: M8 from the true stems."""
    return _beats(t, drawn) | _voices(t, drawn)


def _beats(t: Transition, drawn: Drawn) -> dict[str, Measure]:
    truths = (drawn.a.source.truth, drawn.b.source.truth)
    if not all(truth.get("kind") == "exact" for truth in truths):
        return {}
    start, end = t.map_to[0][0], t.map_from[-1][0]
    lines = (t.map_from, t.map_to)
    ours, theirs = (_heard(truth["beats"], line) for truth, line in zip(truths, lines, strict=True))
    inside = ours[(ours > start) & (ours < end)]
    if inside.size < FEWEST or np.sum((theirs > start) & (theirs < end)) < FEWEST // 2:
        return {}
    beat = float(np.median(np.diff(inside)))
    apart = 1000.0 * float(np.median(_apart(inside, theirs[(theirs > start) & (theirs < end)]))) / RATE
    found = {BEATS: _measure(apart, "ms", apart <= 20.0)}
    if all(truth.get("downbeats") for truth in truths):
        bars, others = (_heard(truth["downbeats"], line) for truth, line in zip(truths, lines, strict=True))
        bars, others = (each[(each > start - beat) & (each < end + beat)] for each in (bars, others))
        wrong = int(np.sum(_apart(bars, others) > beat / 2)) if bars.size and others.size else 0
        found[BARS] = _measure(float(wrong), "bars", wrong == 0)
    return found


def _heard(times: list[float], line: TimeMap) -> NDArray[np.float64]:
    return np.array([timemap.heard_at(line, time * RATE) for time in times])


def _apart(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    """From each of those that are fewer to the nearest of the others: half time has half of them."""
    few, many = (ours, theirs) if ours.size <= theirs.size else (theirs, ours)
    return np.asarray(np.min(np.abs(few[:, None] - many[None, :]), axis=1))


def _measure(value: float, unit: str, ok: bool) -> Measure:
    return Measure(value=value, unit=unit, ok=ok, measurable=True)


def _voices(t: Transition, drawn: Drawn) -> dict[str, Measure]:
    """The same clips of both voices alone, in front of the mix; through stems, as far up as these let a voice."""
    if drawn.a.voice is None or drawn.b.voice is None:
        return {}
    sung = audition(_through_stems(t) if t.moved_apart else t, drawn.a.voice, drawn.b.voice, None, 0)
    heard = audition(t, drawn.a.pcm, drawn.b.pcm, None, 0)
    buses = Buses(
        a=Bus(heard.bus_a, RATE), b=Bus(heard.bus_b, RATE), lead=heard.lead, vocals_a=sung.bus_a, vocals_b=sung.bus_b
    )
    return {VOICES: vocals(Seam(t, drawn.a.track, drawn.b.track, buses, buses))}


def _through_stems(t: Transition) -> Transition:
    """``t`` with the faders where its stems leave a voice."""
    places = range(0, t.length, max(1, t.sample_rate // 20))
    gains = np.array([voice_gains(t, place) for place in places])
    faders = np.arcsin(np.clip(gains, 0.0, 1.0)) * 2 / np.pi  # the engine's equal-power law, backwards
    ours, theirs = (
        Envelope(tuple((place, float(value)) for place, value in zip(places, column, strict=True)))
        for column in faders.T
    )
    return replace(t, envelopes_from={"fader": ours}, envelopes_to={"fader": theirs})
