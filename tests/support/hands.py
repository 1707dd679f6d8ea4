"""What a hand does, written down, and as the envelopes that would do the same."""

from typing import Any

import numpy as np
from msgspec.structs import replace

from engine.programme.controls import NEUTRAL, Control
from engine.programme.overrides import Overrides
from engine.programme.touch import TICK, Touch

GLIDE = 480


def overrides(*touches: Touch) -> Overrides:
    """``touches`` with their numbers, in order."""
    made = Overrides()
    for number, touch in enumerate(touches, 1):
        made.add(replace(touch, number=number))
    return made


def move(frame: int, control: Control, value: float, **facts: Any) -> Touch:
    return Touch(frame=frame, control=control, value=value, **({"glide": GLIDE} | facts))


def back(frame: int, control: Control, until: int, **facts: Any) -> Touch:
    return Touch(frame=frame, control=control, doing="release", until=until, **({"glide": GLIDE} | facts))


def seeded(count: int, frames: int, seed: int = 1) -> Overrides:
    """``count`` touches of any control of both decks within ``frames``, some of them at once, some given back."""
    random = np.random.default_rng(seed)
    times = np.sort(random.integers(0, frames // TICK, count)) * TICK
    return overrides(*(_any(random, int(frame)) for frame in times))


def _any(random: np.random.Generator, frame: int) -> Touch:
    control: Control = [*NEUTRAL][random.integers(len(NEUTRAL))]
    deck = "ab"[random.integers(2)]
    ranges = {"low": (-40, 6), "mid": (-40, 6), "high": (-40, 6), "filter": (-8, 9)}
    if random.random() < 0.2:
        return back(frame, control, frame + int(random.integers(1, 60_000)), deck=deck)
    if control == "nudge":
        doing = ("push", "stop")[random.integers(2)]
        return Touch(frame=frame, doing=doing, deck=deck, control=control, value=float(random.choice([-2048, 2048])),
                     rate=0.02, glide=GLIDE)  # fmt: skip
    value = float(random.uniform(*ranges.get(control, (0, 1))))
    return move(frame, control, value, deck=deck, glide=int(random.choice([32, 224, GLIDE])))
