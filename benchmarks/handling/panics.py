"""From the byte of the panic button to the safety track at its level."""

import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.handling.controller import RATE, Controller, due
from benchmarks.price.station import wait_until
from benchmarks.row import Row
from engine.client import ask
from engine.places import Places
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Splice
from engine.ring.reader import RingReader

PANICS = 30
BUTTON = (0x90, 0x40, 127)
LEVEL, SAFE = 0.25, 0.1  # of what plays, and of the safety track
SECONDS = 30


def rows(controller: Controller, places: Places, ring: RingReader) -> list[Row]:
    """Milliseconds; the button is pressed at any moment of a block."""
    safety = places.pcm / "safety.f32"
    np.full((SECONDS * RATE, 2), SAFE, np.float32).tofile(safety)
    ask(places.socket("engine"), "safety", clip_pcm=str(safety), track="safe", title="Safe")
    random = np.random.default_rng(2)
    pressed = [_panicked(controller, places, ring, float(random.random())) for _ in range(PANICS)]
    ms = np.array([one for one in pressed if one is not None])
    found = {"median": np.median(ms), "99 %": np.percentile(ms, 99), "longest": ms.max()}
    told = [
        Row(f"panic to the safety track at its level, {what}", "everset", round(float(one), 1), "ms", None, "")
        for what, one in found.items()
    ]
    return [*told, Row("panics that came through JACK", "everset", float(len(ms)), f"of {PANICS}", None, "")]


def _panicked(controller: Controller, places: Places, ring: RingReader, wait: float) -> float | None:
    """None where the byte was lost: a JACK server that misses a cycle loses what came in it."""
    _bring(places, ring)
    time.sleep(0.1 + wait / 10)
    sent = controller.send(BUTTON)
    controller.send((*BUTTON[:2], 0))
    begin = ring.clock(sent)
    wait_until(lambda: ring.head > begin + RATE // 4, 10)
    left = ring.read(begin, RATE // 4)[:, 0]
    off = np.flatnonzero(np.abs(left - SAFE) > 1e-4)
    if off[-1] + 1 == len(left):
        return None
    return float(due(ring, np.array([begin + off[-1] + 1]))[0] - sent) / 1e6


def _bring(places: Places, ring: RingReader) -> None:
    """Have something else play than the safety track."""
    engine = places.socket("engine")
    at = int(ask(engine, "programme")["horizon"]) + RATE // 2
    pcm = places.pcm / "sound.f32"
    clip = Clip(at=at, length=SECONDS * RATE, lane=0, pcm=str(pcm), map=plain_map(SECONDS * RATE, 0), track="sound")
    ask(engine, "splice", change=Splice(at=at, clips=[clip], marks=[]))
    wait_until(lambda: ring.head > at + RATE * 2 and bool(_plays(ring)), 20)


def _plays(ring: RingReader) -> bool:
    newest: NDArray[np.float32] = ring.read(ring.head - 100, 100)
    return bool(np.allclose(newest, LEVEL, atol=1e-4))
