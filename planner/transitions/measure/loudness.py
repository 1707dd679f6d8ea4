"""M5: whether the seam is louder than both tracks, or quieter than both, at any moment."""

import numpy as np
from numpy.typing import NDArray

from planner.transitions.measure.kweighting import HOP_SECONDS, SILENCE, WINDOW_SECONDS, momentary
from planner.transitions.measure.seam import Seam
from planner.transitions.transition import Measure

BUMP_LU, DIP_LU, NEVER_LU = 0.8, -2.0, 6.0
#: A track below this is no reference: its own silence is not the seam's hole.
AUDIBLE_LUFS = -45.0
#: Momentary windows averaged: the ear compares over about a second and a half, not stroke by stroke.
TOGETHER = 15


def loudness(seam: Seam) -> Measure:
    """M5, in LU: how much the mix rises above the louder of both tracks as they are by themselves at that moment; the
    detail says how far it falls below the quieter one."""
    level = _lufs(_powers(seam, seam.sum))
    louder, quieter = _references(seam)
    audible = louder > AUDIBLE_LUFS
    if not audible.any():
        return Measure(value=None, unit="LU", ok=False, measurable=False, detail="neither track sounds here")
    bump = float(np.max((level - louder)[audible]))
    fair = audible & (quieter > AUDIBLE_LUFS)
    dip = float(np.min((level - quieter)[fair])) if fair.any() else 0.0
    return Measure(
        value=round(bump, 2),
        unit="LU",
        ok=bump <= BUMP_LU and dip >= DIP_LU,
        measurable=True,
        never=max(bump, -dip) > NEVER_LU,
        detail=f"dip {dip:.2f} LU",
    )


def _references(seam: Seam) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """LUFS of the louder and of the quieter track of those that are there."""
    ours, theirs = (_powers(seam, pcm) for pcm in (seam.alone.a.pcm, seam.alone.b.pcm))
    a_sounds, b_sounds = _present(seam, ours.size)
    silence = np.full(ours.size, 10 ** (SILENCE / 10))
    lasting = _lasting(seam, ours, a_sounds)
    louder = np.maximum(np.where(a_sounds, ours, lasting), np.where(b_sounds, theirs, silence))
    quieter = np.minimum(np.where(a_sounds, ours, theirs), np.where(b_sounds, theirs, ours))
    return _lufs(louder), _lufs(quieter)


def _lasting(seam: Seam, ours: NDArray[np.float64], sounds: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What the outgoing track's loudness is held to be once it has left: its last, while its echoes sound."""
    out = np.full(ours.size, 10 ** (SILENCE / 10))
    if seam.t.echoes and sounds.any():
        last = int(np.flatnonzero(sounds)[-1])
        end = seam.heard.lead + max(echo.at + echo.length for echo in seam.t.echoes)
        windows = int(end / seam.rate / HOP_SECONDS)
        out[last : windows + 1] = np.mean(ours[max(0, last - TOGETHER) : last])
    return out


def _powers(seam: Seam, pcm: NDArray[np.float32]) -> NDArray[np.float64]:
    return 10.0 ** (momentary(pcm, seam.rate) / 10.0)


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """LUFS of the mean over TOGETHER windows around each."""
    ones = np.ones(min(TOGETHER, max(1, power.size)))
    mean = np.convolve(power, ones, "same") / np.convolve(np.ones(power.size), ones, "same")
    return np.asarray(10.0 * np.log10(np.maximum(mean, 10 ** (SILENCE / 10))))


def _present(seam: Seam, windows: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """In which windows each track is on its bus at all: A up to its end in the seam, B from its entry on."""
    middle = (np.arange(windows) * HOP_SECONDS + WINDOW_SECONDS / 2) * seam.rate - seam.heard.lead
    return middle < seam.t.map_from[-1][0], middle >= seam.t.map_to[0][0]
