"""A seam as the measures see it: what is heard, what each track is by itself, and the plan."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.track import Track
from planner.transitions.measure.bus import Buses
from planner.transitions.measure.placement import Placement, placement
from planner.transitions.pair import Pair
from planner.transitions.pcm import Pcm
from planner.transitions.transition import Transition


class Seam:
    """``heard``: the buses and the mix as they will be. ``alone``: the buses without faders, EQ and echoes."""

    def __init__(self, t: Transition, a: Track, b: Track, heard: Buses, alone: Buses) -> None:
        self.t, self.a, self.b = t, a, b
        self.heard, self.alone = heard, alone
        self.rate = t.sample_rate
        self.pair = Pair(a, b, t.sample_rate)

    @property
    def both(self) -> tuple[int, int]:
        """First and last seam frame between which both tracks sound; empty for a sharp recipe."""
        return self.t.map_to[0][0], self.t.map_from[-1][0]

    @property
    def overlapping(self) -> bool:
        """Whether both tracks sound together for more than a micro-fade."""
        start, end = self.both
        return end - start > self.rate // 10

    @property
    def mix(self) -> Pcm:
        """What goes on air."""
        assert self.heard.mix is not None, "what is measured was rendered"
        return self.heard.mix

    @cached_property
    def sum(self) -> Pcm:
        """Both buses: what the recipe makes, before the limiter."""
        return self.heard.a.pcm + self.heard.b.pcm

    @cached_property
    def placement_a(self) -> Placement:
        """How late bus A is against its plan."""
        return placement(self.heard.a.onsets, self.alone.a.onsets, self._window(self.t.map_from, -1))

    @cached_property
    def placement_b(self) -> Placement:
        """How late bus B is against its plan."""
        return placement(self.heard.b.onsets, self.alone.b.onsets, self._window(self.t.map_to, 1))

    @cached_property
    def unplaced(self) -> str:
        """Why it can't be told where the bars and phrases of both tracks sound, empty where it can; listening comes
        last."""
        for track, word in ((self.a, "outgoing"), (self.b, "incoming")):
            if not track.analysis.trusted:
                return f"the {word} track's grid is not to be trusted"
        if len(self.beats) < 2:
            return "the two tracks share no beats"
        if self.overlapping and not self.placement_a.sure:
            return "the outgoing track can't be recognised on its bus"
        if self.overlapping and not self.placement_b.sure:
            return "the incoming track can't be recognised on its bus"
        return ""

    def _window(self, time_map: tuple[tuple[int, float], ...], body: int) -> tuple[int, int]:
        """Audition frames in which a track sounds: its seam, and its body before (−1) or behind (1) it."""
        start, end = self.heard.lead + time_map[0][0], self.heard.lead + time_map[-1][0]
        return (0, end) if body < 0 else (start, len(self.heard.b.pcm))

    @cached_property
    def beats(self) -> NDArray[np.float64]:
        """The set's beats, in audition frames."""
        return np.asarray(self.t.beats, np.float64) + self.heard.lead
