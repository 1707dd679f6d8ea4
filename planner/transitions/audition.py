"""A transition as it will be heard, rendered by the engine's own mixer before it airs: the mix and both buses."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.mixing.master import mastered
from engine.mixing.offline import render
from engine.pcm.file import frames_of
from engine.programme.clip import Clip, plain_map
from engine.programme.decks import DECKS
from engine.programme.programme import Programme, Splice
from ext.renderer import MASTER_DELAY
from planner.stems.stems import STEMS
from planner.transitions.lay import body, body_from, lay
from planner.transitions.pcm import Pcm
from planner.transitions.transition import Prepared, Transition

ONE, OTHER = DECKS
LANE_FROM, LANE_TO, ECHO_LANES = ONE.first, OTHER.first, ONE.echoes
LANES_FROM, LANES_TO = (*ONE.lanes, *ECHO_LANES), OTHER.lanes
SPARE = 4096  # frames
BLOCK = 16_384  # frames rendered at once; any size gives the same samples, a large one less overhead


class Audition(Struct, frozen=True):
    """``mix``: what would go on air, (frames, 2) float32. ``bus_a``, ``bus_b``: each track after EQ and fader, before
    the sum and the limiter, echoes on the outgoing track's. The seam begins at frame ``lead`` of each. ``vocals``: the
    vocal stems of both, as heard, where a network has split them; the splitter without weights leaves too much of a
    voice elsewhere to tell it by its stem."""

    mix: Pcm
    bus_a: Pcm
    bus_b: Pcm
    lead: int
    vocals: tuple[Pcm, Pcm] | None = None


class Laid(Struct, frozen=True):
    """A seam laid out for itself: its clips, and the ``frames`` from ``start`` on that are heard, ``lead`` of which lie
    before it."""

    clips: list[Clip]
    sample_rate: int
    start: int
    frames: int
    lead: int

    def only(self, lanes: tuple[int, ...]) -> "Laid":
        """What plays on ``lanes``."""
        return replace(self, clips=[clip for clip in self.clips if clip.lane in lanes])

    def heard(self, more: int = 0) -> Pcm:
        """It and ``more`` frames, without the master. A lane depends on no other, so the buses of all lanes add up to
        the mix."""
        programme = Programme()
        programme.splice(Splice(at=0, clips=self.clips, marks=[]), 0)
        frames = self.frames + more
        return render(programme, self.start, frames, self.sample_rate, only=_every, master=False, block=BLOCK)


def audition(t: Transition, pcm_from: Path, pcm_to: Path, prepared: Prepared | None, around: int) -> Audition:
    """The seam with up to ``around`` frames of the outgoing track before it and of the incoming one behind it."""
    laid = lay_out(t, pcm_from, pcm_to, prepared, around)
    one, other = (laid.only(lanes).heard(MASTER_DELAY) for lanes in (LANES_FROM, LANES_TO))
    mix = mastered(one + other, t.sample_rate)
    voices = _vocals(laid) if t.stems == "demucs" else None
    return Audition(mix, one[: laid.frames], other[: laid.frames], laid.lead, voices)


def _vocals(laid: Laid) -> tuple[Pcm, Pcm]:
    number = STEMS.index("vocals")
    return laid.only((ONE.lanes[number],)).heard(), laid.only((OTHER.lanes[number],)).heard()


def lay_out(t: Transition, pcm_from: Path, pcm_to: Path, prepared: Prepared | None, around: int) -> Laid:
    """See :func:`audition`."""
    clips = lay(
        t,
        around,
        pcm_from=str(pcm_from),
        pcm_to=str(pcm_to),
        prepared=prepared,
        lane_from=LANE_FROM,
        lane_to=LANE_TO,
        echo_lanes=ECHO_LANES,
        stem_lanes=(ONE.lanes, OTHER.lanes),
    )
    before, behind = _before(t, around, pcm_from), _behind(t, around, pcm_to)
    lead, tail = (sum(min(clip.length, around) for clip in bodies) for bodies in (before, behind))
    return Laid([*before, *clips, *behind], t.sample_rate, around - lead, lead + t.length + tail, lead)


def _every(_clip: Clip) -> bool:
    return True


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
