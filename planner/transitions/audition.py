"""A transition as it will be heard, rendered by the engine's own mixer before it airs: the mix and both buses."""

from pathlib import Path

from msgspec import Struct

from engine.mixing.offline import render
from engine.pcm.file import frames_of
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme, Splice
from planner.transitions.lay import body, body_from, lay
from planner.transitions.pcm import Pcm
from planner.transitions.transition import Prepared, Transition

LANE_FROM, LANE_TO, ECHO_LANES = 0, 1, (2, 3)
SPARE = 4096  # frames
BLOCK = 16_384  # frames rendered at once; any size gives the same samples, a large one less overhead


class Audition(Struct, frozen=True):
    """``mix``: what would go on air, (frames, 2) float32; empty where only the buses were wanted. ``bus_a``, ``bus_b``:
    each track after EQ and fader, before the sum and the limiter, echoes on the outgoing track's. The seam begins at
    frame ``lead`` of each."""

    mix: Pcm
    bus_a: Pcm
    bus_b: Pcm
    lead: int


def audition(  # noqa: PLR0913 -- both tracks' files, each by its name
    t: Transition, pcm_from: Path, pcm_to: Path, prepared: Prepared | None, around: int, *, mixed: bool = True
) -> Audition:
    """The seam with up to ``around`` frames of the outgoing track before it and of the incoming one behind it.
    ``mixed``: with the mix, which costs as much as both buses."""
    clips = lay(
        t,
        around,
        pcm_from=str(pcm_from),
        pcm_to=str(pcm_to),
        prepared=prepared,
        lane_from=LANE_FROM,
        lane_to=LANE_TO,
        echo_lanes=ECHO_LANES,
    )
    before, behind = _before(t, around, pcm_from), _behind(t, around, pcm_to)
    programme = Programme()
    programme.splice(Splice(at=0, clips=[*before, *clips, *behind], marks=[]), 0)
    lead, tail = (sum(min(clip.length, around) for clip in bodies) for bodies in (before, behind))
    start, frames = around - lead, lead + t.length + tail

    def bus(*lanes: int) -> Pcm:
        only = lambda clip: clip.lane in lanes  # noqa: E731  a predicate
        return render(programme, start, frames, t.sample_rate, only=only, master=False, block=BLOCK)

    mix = render(programme, start, frames if mixed else 0, t.sample_rate, block=BLOCK)
    return Audition(mix, bus(LANE_FROM, *ECHO_LANES), bus(LANE_TO), lead)


def _before(t: Transition, around: int, pcm: Path) -> list[Clip]:
    start = int(t.map_from[0][1])
    lead = min(around, start)
    clip = Clip(
        at=around - lead,
        length=lead,
        lane=LANE_FROM,
        pcm=str(pcm),
        map=plain_map(lead, start - lead),
        gain_db=t.gain_from_db,
        track=t.from_track,
    )
    return [clip] if lead else []


def _behind(t: Transition, around: int, pcm: Path) -> list[Clip]:
    """A little more than is wanted: the mixer fades what ends without a successor."""
    left = frames_of(pcm) - body_from(t)
    tail = min(around + SPARE, left)
    return [body(t, around, pcm=str(pcm), lane=LANE_TO, length=tail)] if around and tail > 0 else []
