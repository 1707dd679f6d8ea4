"""M8: for how long two voices sound at once: from the vocal stems where a network has split them, else estimated from
the analyses' vocal activity and how far the voices are up."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing

from engine.programme.envelope import Envelope
from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.pcm import Pcm
from planner.transitions.spans import Span, overlap, within
from planner.transitions.transition import Measure, TimeMap, Transition

MOST_SECONDS, MOST_SHARE = 2.0, 0.3
NEVER_SECONDS, NEVER_SHARE = 4.0, 0.6
#: A voice lower than this is hardly heard: −14 dB.
AUDIBLE = 0.2
#: What the splitter without weights leaves of a voice in other stems, −9 and −16 dB, measured on two voices over music.
LEFT = {"other": 0.355, "drums": 0.15}
#: A stem is active from here on: what is quieter is the noise and the leakage of a splitter ...
FLOOR_DBFS = -45.0
#: ... and what is this far below the mix at that moment is covered by it.
COVERED_DB = -20.0
STEP_SECONDS = 0.05
BREATH_SECONDS = 0.3  # between syllables; a voice sounds on


def vocals(seam: Seam) -> Measure:
    """M8, in seconds."""
    if not seam.overlapping:
        return _measure(0.0, 0.0, "the tracks never sound together")
    start, end = seam.both
    stems = (seam.heard.vocals_a, seam.heard.vocals_b)
    if stems[0] is not None and stems[1] is not None:
        seconds, how = _together(seam, stems[0], stems[1]), "from the vocal stems"
    else:
        seconds, how = _estimated(seam, start, end), f"estimated from vocal activity, {_told(seam.t)}"
    return _measure(seconds, seconds / ((end - start) / seam.rate), how)


def _measure(seconds: float, share: float, how: str) -> Measure:
    return Measure(
        value=round(seconds, 2),
        unit="s",
        ok=seconds <= MOST_SECONDS and share <= MOST_SHARE,
        measurable=True,
        never=seconds > NEVER_SECONDS and share > NEVER_SHARE,
        detail=f"{share:.0%} of the overlap, {how}",
    )


def _together(seam: Seam, ours: Pcm, theirs: Pcm) -> float:
    """Seconds of the overlap in which both stems are active."""
    start, end = (seam.heard.lead + frame for frame in seam.both)
    step = round(STEP_SECONDS * seam.rate)
    mix = _powers(seam.sum[start:end], step)
    one, other = (active(_powers(stem[start:end], step), mix) for stem in (ours, theirs))
    return float(np.sum(one & other)) * STEP_SECONDS


def active(stem: NDArray[np.float64], mix: NDArray[np.float64]) -> NDArray[np.bool_]:
    """In which steps a voice is heard, from the powers of its stem and of the mix."""
    heard = stem > np.maximum(10 ** (FLOOR_DBFS / 10), mix * 10 ** (COVERED_DB / 10))
    width = round(BREATH_SECONDS / STEP_SECONDS)
    return np.asarray(binary_closing(np.pad(heard, width), np.ones(width, bool))[width:-width])


def _powers(pcm: Pcm, step: int) -> NDArray[np.float64]:
    both = pcm[: len(pcm) // step * step].reshape(-1, step * pcm.shape[1])
    return np.asarray(np.einsum("nf,nf->n", both, both, dtype=np.float64) / both.shape[1])


def _estimated(seam: Seam, start: int, end: int) -> float:
    one = _heard(seam.a.analysis.vocals, seam.t.map_from, seam.rate)
    other = _heard(seam.b.analysis.vocals, seam.t.map_to, seam.rate)
    first, last = _audible(seam, start, end)
    return overlap(within(one, first, last), within(other, first, last))


def _heard(spans: list[Span], time_map: TimeMap, rate: int) -> list[Span]:
    """The spans in seconds of the seam."""
    return [
        (timemap.heard_at(time_map, start * rate) / rate, timemap.heard_at(time_map, end * rate) / rate)
        for start, end in spans
    ]


def _told(t: Transition) -> str:
    return "without stems" if t.stems == "none" else "and from how far the stems are up"


def _audible(seam: Seam, start: int, end: int) -> Span:
    """Seconds of the seam in which both voices are up."""
    step = max(1, seam.rate // 20)
    up = [frame for frame in range(start, end, step) if min(voice_gains(seam.t, frame)) >= AUDIBLE]
    return (up[0] / seam.rate, up[-1] / seam.rate) if up else (0.0, 0.0)


def voice_gains(t: Transition, frame: int) -> tuple[float, float]:
    """How far the outgoing and the incoming track's voice is up, 0..1: the vocals, or what the splitter without weights
    leaves of it elsewhere."""
    apart = t.moved_apart
    if apart is None:
        return _gain(t.envelopes_from.get("fader"), frame), _gain(t.envelopes_to.get("fader"), frame)
    sides = (apart.channel_from, apart.stems_from), (apart.channel_to, apart.stems_to)
    one, other = (
        _gain(channel.get("fader"), frame) * max(_gain(stems.get("vocals"), frame), _left(stems, frame))
        for channel, stems in sides
    )
    return one, other


def _left(stems: dict[str, Envelope], frame: int) -> float:
    return sum(part * _gain(stems.get(stem), frame) for stem, part in LEFT.items())


def _gain(envelope: Envelope | None, frame: int) -> float:
    """Of a fader, by the engine's equal-power law."""
    return 1.0 if envelope is None else float(np.sin(np.pi / 2 * envelope.at(frame)))
