"""Mixers pumped by hand, and a programme for them that has a bit of everything."""

import numpy as np
from hypothesis import HealthCheck, settings

from engine.mixing.mixer import Mixer
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme
from tests.support.mixing import RATE, Pcm, Shelf, noise, points

SEAM = 230_000  # frames of the programme of :func:`bit_of_everything`, with what sounds behind its end
REUSED = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def bit_of_everything(shelf: Shelf) -> Programme:
    """Bass swap, filters that come and go, a bend in the tempo, a lane that goes on."""
    path = shelf.store(noise(RATE * 6, 0.3))
    bend = ((0, 100.5), (70_000, 70_000 * 1.03 + 100.5), (150_000, 70_000 * 1.03 + 80_100.5))
    outgoing = {"low": points((0, 0.0), (50_000, -40.0)), "fader": points((0, 1.0), (140_000, 0.0))}
    incoming = {
        "high": points((0, -12.0), (50_000, 6.0)),
        "mid": points((0, 3.0)),
        "highpass": points((0, 0.0), (1_000, 200.0), (60_000, 2_000.0), (61_000, 0.0)),
        "lowpass": points((30_000, 20_000.0), (80_000, 300.0)),
    }
    going_on = {"low": points((0, -40.0), (9_000, 0.0))}
    clips = [
        Clip(at=100, length=150_000, lane=0, pcm=path, map=plain_map(150_000, 7), envelopes=outgoing),
        Clip(at=50_001, length=150_000, lane=1, pcm=path, map=bend, envelopes=incoming),
        Clip(at=150_100, length=9_000, lane=0, pcm=path, map=plain_map(9_000, 300), gain_db=3.0, envelopes=going_on),
    ]
    return Programme(clips=clips)


def blocks(mixer: Mixer, sizes: list[int]) -> Pcm:
    """What the mixer gives in blocks of these sizes."""
    given_blocks = []
    for size in sizes:
        out = np.empty((size, 2), np.float32)
        mixer.pump(out)
        given_blocks.append(out)
    return np.concatenate([np.empty((0, 2), np.float32), *given_blocks])


def following(programme: Programme, start: int = 0, **options: object) -> Mixer:
    mixer = Mixer(RATE, start=start, **options)  # type: ignore[arg-type]  options are passed as they come
    mixer.follow(programme)
    return mixer
