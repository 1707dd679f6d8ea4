"""What moving a fader leaves beside the sound: a sweep of a controller of seven bits on a tone, and the fastest throw
there is; offline, through the mixer that plays."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.handling.controller import RATE
from benchmarks.row import Row
from engine.hand.lengths import Lengths
from engine.mixing.offline import render
from engine.programme.claim import Claim
from engine.programme.clip import Clip, plain_map
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme
from engine.programme.touch import TICK, Touch, ceil_tick

SECONDS = 4
HERTZ = 1_000.0
AWAY = 300.0  # Hz from the tone: what is nearer is the sweep itself

Tone = NDArray[np.float64]


def rows(folder: Path) -> list[Row]:
    """Decibels below the tone; against the same without glides, each value as it comes."""
    at = np.arange(SECONDS * RATE)
    tone = 0.5 * np.sin(2 * np.pi * HERTZ * at / RATE)
    steps = [(ceil_tick(RATE + round(RATE * step / 127)), 1.0 - step / 127) for step in range(128)]
    throws = [(ceil_tick(RATE + RATE * number // 10), float(number % 2)) for number in range(11)]
    found = []
    for what, moves in (("a fader swept in 1 s", steps), ("a fader thrown ten times", throws)):
        smooth = _beside(_played(folder, tone, moves))
        raw = _beside(tone * np.sin(_stairs(moves, at) * np.pi / 2))
        found += [
            Row(f"{what}, strongest partial beside", who, round(level, 1), "dB", None, "")
            for who, level in (("everset", smooth), ("each value at once", raw))
        ]
    return [*found, Row("a throw against its law in float64", "everset", _residual(folder, tone), "dBFS", None, "")]


def _hand(moves: list[tuple[int, float]]) -> Overrides:
    """Deck a's fader, claimed at its top and moved so."""
    hand, glide = Overrides(), Lengths.at(RATE).glide
    for number, (frame, value) in enumerate([(0, 1.0), *moves], 1):
        hand.add(Touch(number=number, frame=frame, control="fader", value=value, glide=glide))
    return hand


def _played(folder: Path, tone: Tone, moves: list[tuple[int, float]]) -> Tone:
    path = folder / "tone.f32"
    np.stack([tone, tone], axis=1).astype(np.float32).tofile(path)
    length = len(tone)
    clip = Clip(at=0, length=length, lane=0, pcm=str(path), map=plain_map(length, 0))
    played = render(Programme(clips=[clip]), 0, length, RATE, master=False, overrides=_hand(moves))
    return played[:, 0].astype(np.float64)


def _stairs(moves: list[tuple[int, float]], at: NDArray[np.int64]) -> Tone:
    places, values = zip(*moves, strict=True)
    return np.array([1.0, *values])[np.searchsorted(places, at, side="right")]


def _beside(sound: Tone) -> float:
    """The strongest partial more than AWAY from the tone, in dB below it."""
    inner = sound[RATE // 2 : -RATE // 2]
    spectrum = np.abs(np.fft.rfft(inner * np.blackman(len(inner))))
    far = np.abs(np.fft.rfftfreq(len(inner), 1 / RATE) - HERTZ) > AWAY
    return float(20 * np.log10(spectrum[far].max() / spectrum.max()))


def _residual(folder: Path, tone: Tone) -> float:
    """The largest sample that a throw leaves beside the fader's law on the claim's own course, reckoned in float64 on
    the grid of ticks, on a straight line between."""
    moves = [(ceil_tick(RATE), 0.0)]
    mine, hand = _played(folder, tone, moves), _hand(moves)
    ticks = np.arange(0, len(tone) + TICK, TICK)
    claims = [hand.at(int(tick)).get("a.fader", Claim()).blended(1.0, int(tick)) for tick in ticks]
    gains = np.interp(np.arange(len(tone)), ticks, np.sin(np.array(claims) * np.pi / 2))
    inner = slice(RATE // 2, -RATE // 2)
    source = tone.astype(np.float32).astype(np.float64)
    return round(float(20 * np.log10(np.abs(mine - source * gains)[inner].max() + 1e-12)), 1)
