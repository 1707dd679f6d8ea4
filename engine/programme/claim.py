"""Claims: what a hand's touches come to, as functions of the frame.

The same as ext.hand, operation by operation: the engine keeps what the journal tells of, and it has to be what sounds.
The test is that both are equal to the bit."""

import math
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import astuple, replace

from engine.programme.controls import EQ
from engine.programme.touch import Touch

Numbers = tuple[float, float, float, float, int, int]


class Slide(Struct, frozen=True, array_like=True):
    """From ``v0`` at frame ``t0`` to ``v1`` at ``t1``, where it has the slopes ``s0`` and ``s1``, by a cubic; outside
    it stays."""

    v0: float = 0.0
    s0: float = 0.0
    v1: float = 0.0
    s1: float = 0.0
    t0: int = 0
    t1: int = 0

    def at(self, frame: int) -> float:
        """Where it is."""
        if frame >= self.t1:
            return self.v1
        if frame <= self.t0:
            return self.v0
        span = float(self.t1 - self.t0)
        x = float(frame - self.t0) / span
        y = 1.0 - x
        return self.v0 + (self.v1 - self.v0) * (x * x * (3.0 - 2.0 * x)) + span * x * y * (self.s0 * y - self.s1 * x)

    def slope(self, frame: int) -> float:
        """What it gains in a frame there."""
        if frame >= self.t1 or frame < self.t0:
            return 0.0
        span = float(self.t1 - self.t0)
        x = float(frame - self.t0) / span
        y = 1.0 - x
        way = 6.0 * (self.v1 - self.v0) * x * y / span
        return way + self.s0 * y * (1.0 - 3.0 * x) + self.s1 * x * (3.0 * x - 2.0)

    def go(self, slope: float, value: float, start: int, end: int) -> "Slide":
        """From where it is at ``start`` to ``value`` at ``end``, with ``slope`` as far as it does not lead beyond."""
        now = self.at(start)
        most = 3.0 * (value - now) / float(end - start)
        first = min(max(slope, 0.0), most) if most >= 0.0 else max(min(slope, 0.0), most)
        return Slide(now, first, value, 0.0, start, end)

    def push(self, value: float, rate: float, frame: int) -> "Slide":
        """From where it is at ``frame`` evenly to ``value``."""
        now = self.at(frame)
        span = max(math.floor(abs(value - now) / rate + 0.5), 1)
        slope = (value - now) / float(span)
        return Slide(now, slope, value, slope, frame, frame + span)


def standing(value: float, frame: int) -> Slide:
    """One that stays."""
    return Slide(value, 0.0, value, 0.0, frame, frame)


class Claim(Struct, frozen=True, array_like=True):
    """``value``: what the hand wants. ``weight``: how far it has its way, 0 the automation alone, 1 the hand alone."""

    value: Slide = Slide()
    weight: Slide = Slide()

    @property
    def claimed(self) -> bool:
        """Whether the hand has it, or is on its way to have it."""
        return self.weight.v1 > 0.0

    @property
    def slides(self) -> tuple[Numbers, Numbers]:
        """As the renderer has them."""
        return astuple(self.value), astuple(self.weight)

    def over(self, frame: int) -> bool:
        """Whether it has been given back, all of it."""
        return not self.claimed and self.weight.t1 <= frame

    def blended(self, automatic: float, frame: int) -> float:
        """What sounds of both."""
        weight = self.weight.at(frame)
        if weight == 1.0:
            return self.value.at(frame)
        return automatic + weight * (self.value.at(frame) - automatic)

    def after(self, touch: Touch) -> "Claim":
        """What ``touch`` makes of it."""
        if touch.doing == "release":
            return self._released(touch)
        frame, made = touch.frame, self._claimed(touch)
        if touch.doing == "push":
            return replace(made, value=made.value.push(touch.value, touch.rate, frame))
        target = float(math.floor(made.value.at(frame) + 0.5)) if touch.doing == "stop" else touch.value
        return replace(made, value=made.value.go(made.value.slope(frame), target, frame, frame + touch.glide))

    def _claimed(self, touch: Touch) -> "Claim":
        frame, value, weight, start = touch.frame, self.value, self.weight, touch.frame
        if weight.at(frame) == 0.0:
            value = standing(0.0 if touch.doing == "push" else touch.value, frame)
            start += 2 * touch.glide // 5 if touch.control in EQ else 0
        if weight.v1 != 1.0:
            weight = weight.go(weight.slope(frame), 1.0, start, start + touch.glide)
        return Claim(value, weight)

    def _released(self, touch: Touch) -> "Claim":
        since = max(touch.frame, touch.since)
        slope = self.weight.slope(touch.frame) if since == touch.frame else 0.0
        weight = standing(self.weight.at(touch.frame), touch.frame)
        return Claim(self.value, weight.go(slope, 0.0, since, max(touch.until, since + touch.glide)))


Claims = dict[str, Claim]  # by engine.programme.touch.place


def made(claims: Claims, touches: Iterable[Touch]) -> Claims:
    """``claims`` as they are behind ``touches``."""
    claims = dict(claims)
    for touch in touches:
        if touch.doing == "reset":
            claims.clear()
        elif touch.doing != "release" or touch.place in claims:
            claims[touch.place] = claims.get(touch.place, Claim()).after(touch)
    return claims
