"""A booth: two short demo pieces with exact truth, a transition between them, rendered and heard; and its faults."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace

from planner.analysis.loudness import LoudnessMeter
from planner.catalogue.track import Track
from planner.library.prepare import prepare_pcm
from planner.transitions.audition import Audition, audition
from planner.transitions.measure.alone import alone
from planner.transitions.measure.bus import buses
from planner.transitions.measure.measure import measures
from planner.transitions.measure.seam import Seam
from planner.transitions.nudge import nudged
from planner.transitions.pcm import read_window
from planner.transitions.plan import plan
from planner.transitions.render import render
from planner.transitions.transition import Measure, Transition
from stations.demo.library import short_piece
from tests.support.tracks import truth_track

RATE = 44_100
AROUND = 6 * RATE


class Deck:
    """A piece on disk: its track, known from truth, and its prepared PCM."""

    def __init__(self, folder: Path, name: str, **piece: Any) -> None:
        path = folder / f"{name}.wav"
        truth = short_piece(path, fmt="wav", **piece)
        self.pcm = folder / f"{name}.f32"
        frames = prepare_pcm(path, self.pcm, RATE)
        meter = LoudnessMeter()
        meter.push(read_window(self.pcm, 0, frames))
        self.track: Track = truth_track(truth, path, meter.finish())


class Booth:
    """``t`` is planned, nudged and rendered; ``heard`` is what it sounds like."""

    def __init__(self, a: Deck, b: Deck, folder: Path, **wishes: Any) -> None:
        self.a, self.b = a, b
        planned = plan(a.track, b.track, sample_rate=RATE, target_lufs=-16.0, **wishes)
        self.t = nudged(planned, a.track, b.track, alone(planned, a.pcm, b.pcm, 0))
        self.prepared = render(self.t, a.pcm, b.pcm, folder)
        self.heard = audition(self.t, a.pcm, b.pcm, self.prepared, AROUND)
        self.alone = alone(self.t, a.pcm, b.pcm, AROUND)

    def measured(
        self,
        heard: Audition | None = None,
        *,
        a: Track | None = None,
        b: Track | None = None,
        t: Transition | None = None,
        vocals: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> dict[str, Measure]:
        """The measures of what is heard, against the plan; ``vocals``: the vocal stems in it."""
        heard_buses = buses(replace(heard or self.heard, vocals=vocals), RATE)
        return measures(Seam(t or self.t, a or self.a.track, b or self.b.track, heard_buses, self.alone))

    def played(
        self, change: Callable[[Transition], Transition] = lambda t: t, pcm: tuple[Path, Path] | None = None
    ) -> Audition:
        """What a transition sounds like that is not what was planned, or of other sound than was planned."""
        return audition(change(self.t), *(pcm or (self.a.pcm, self.b.pcm)), None, AROUND)

    def edited(self, edit: Callable[[np.ndarray, np.ndarray, np.ndarray, int], None]) -> Audition:
        """What is heard, with the samples (mix, bus A, bus B, first frame of the seam) edited in place."""
        signals = [pcm.copy() for pcm in (self.heard.mix, self.heard.bus_a, self.heard.bus_b)]
        edit(*signals, self.heard.lead)
        return Audition(*signals, self.heard.lead)

    def shifted(self, beats: float = 0.0, seconds: float = 0.0) -> Callable[[Transition], Transition]:
        """The incoming track that much early."""
        frames = round((beats * 60.0 / self.b.track.analysis.bpm + seconds) * RATE)
        return lambda t: replace(t, map_to=tuple((frame, source + frames) for frame, source in t.map_to))
