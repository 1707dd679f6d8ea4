"""The fallback ladder: what plays when nobody has decided. Logic alone, no clock and no files.

Rungs, best first: the rendered lanes; the same recipe on the two plain tracks; a plain fade into the track
that is always held ready; the station's own ident. The planner chooses between the first two; the engine
takes the others when the programme would run out. Silence is not a rung."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from engine.clip import LANES, Clip, plain_map
from engine.fades import fade, faded_rest, free_lane, rests
from engine.programme import Mark, Programme, Splice
from engine.safety import Safety

OWN_LANES = (LANES - 2, LANES - 1)  # in turns, so that a loop crosses into itself


class Rung(StrEnum):
    """The rungs, from the best down."""

    RENDERED = "rendered"
    PLAIN = "plain"
    SAFETY = "safety"
    IDENT = "ident"

    @property
    def number(self) -> int:
        """1 is the best."""
        return list(Rung).index(self) + 1


class Step(Struct, frozen=True):
    """What the ladder does: a splice, the rung it stands on, and why; ``entered``: the rung was not stood on
    before."""

    splice: Splice
    rung: Rung
    why: str
    entered: bool


class Moment(Struct, frozen=True, kw_only=True):
    """When the ladder is asked, in frames. ``floor``: the first frame that can still be changed at all, where
    nothing is planned; ``horizon``: the first one that may be changed where something is; ``until``: a frame
    that the programme must reach in any case, for an engine that is catching up."""

    floor: int
    horizon: int
    until: int = 0


class Reach(Struct, frozen=True, kw_only=True):
    """The ladder's lengths, in frames. ``threshold``: how far behind the horizon the programme must reach.
    ``fade``: the plain fade. ``join``: the short one, from the ident into music."""

    threshold: int
    fade: int
    join: int


class Ladder:
    """Keeps the programme from ending. ``ident_frames``: the length of the ident's PCM."""

    def __init__(self, reach: Reach, ident_frames: int) -> None:
        self.reach = reach
        self.ident_frames = ident_frames

    def step(self, programme: Programme, moment: Moment, safety: Safety | None) -> Step | None:
        """What to splice so that the programme does not end; None when it reaches far enough."""
        end = planned_end(programme, safety)
        if end >= max(moment.horizon + self.reach.threshold, moment.until):
            return None
        rung = Rung.SAFETY if safety else Rung.IDENT
        before = standing(programme, programme.end - 1)
        loop = Loop.of(safety, self.reach) if safety else None
        at, length = place(programme.end, end, moment, self._fade(before, rung, loop))
        # A loop goes on where it was going to come round, its fade is there already; all else is faded out.
        going = rests(programme.clips, at) if before == rung else faded_rest(programme.clips, at, length)
        until = max(moment.horizon + self.reach.threshold, moment.until) + self.reach.threshold
        added = loop.clips(going, at, length, until) if loop else [self._ident(going, at, length, until)]
        marks = [mark(added[0], added[-1].end, safety)] if before != rung or rung is Rung.IDENT else []
        splice = Splice(at=at, clips=[*going, *added], marks=marks, author="ladder")
        return Step(splice, rung, self._why(programme, moment, rung), before != rung)

    def _fade(self, before: Rung | None, rung: Rung, loop: "Loop | None") -> int:
        """How long what sounds crosses into ``rung``: the ident goes on by itself, a loop as it always
        does."""
        if before is None or (before is rung and loop is None):
            return 0
        if before is rung and loop is not None:
            return loop.join
        return self.reach.join if before is Rung.IDENT else self.reach.fade

    def _ident(self, present: list[Clip], at: int, fade_in: int, until: int) -> Clip:
        """The ident from ``at`` to ``until`` at least; its place is the frame's, as where it fills a hole."""
        length = max(until - at, self.ident_frames)
        lane = free_lane(present, at, at + length, [*OWN_LANES, *range(LANES)]) or OWN_LANES[0]
        start = at % self.ident_frames
        clip = Clip(at=at, length=length, lane=lane, pcm="ident", map=plain_map(length, start), part="ident")
        return fade(clip, at, at + fade_in, out=False) if fade_in else clip

    def _why(self, programme: Programme, moment: Moment, rung: Rung) -> str:
        if not programme.clips:
            return "nothing is planned yet"
        left = programme.end - moment.horizon
        held = "" if rung is Rung.SAFETY else ", and no safety track is held"
        return f"the programme ends {left} frames behind the horizon, nothing follows{held}"


def planned_end(programme: Programme, safety: Safety | None) -> int:
    """Where the programme ends that need not be replaced: the ident makes room as soon as there is a safety
    track."""
    return max((clip.end for clip in programme.clips if not (safety and clip.part == "ident")), default=0)


def place(last: int, end: int, moment: Moment, length: int) -> tuple[int, int]:
    """Where a fade into what comes next begins, and how long it can be: it ends at ``end``, begins behind the
    horizon if it can, and leaves no hole behind ``last``, where sound ends. Where that is past there is
    nothing to fade from."""
    if last <= moment.floor:
        return moment.floor, 0
    at = max(min(max(end - length, moment.horizon), last), moment.floor)
    return at, min(length, last - at)


class Loop(Struct, frozen=True, kw_only=True):
    """PCM that goes round: ``start`` to ``end``, and ``join`` frames more that cross into the next round."""

    source: Clip  # what every round has in common
    start: int
    end: int
    join: int

    @classmethod
    def of(cls, safety: Safety, reach: Reach) -> "Loop":
        """The safety track's loop."""
        join = max(0, min(reach.fade, safety.frames - safety.end, safety.end - safety.start))
        source = Clip(
            at=0,
            length=1,
            lane=0,
            pcm=safety.pcm,
            map=(),
            gain_db=safety.gain_db,
            track=safety.track,
            part="fallback",
        )
        return cls(source=source, start=safety.start, end=safety.end, join=join)

    def clips(self, present: list[Clip], at: int, fade_in: int, until: int) -> list[Clip]:
        """Rounds from frame ``at`` to ``until`` at least, beside the clips ``present``."""
        made: list[Clip] = []
        length = self.end - self.start + self.join
        first = True
        while not made or made[-1].end < until:
            lane = free_lane([*present, *made[-1:]], at, at + length, [*OWN_LANES, *range(LANES)])
            clip = replace(
                self.source,
                at=at,
                length=length,
                lane=OWN_LANES[0] if lane is None else lane,
                map=plain_map(length, self.start),
            )
            rise = fade_in if first else self.join
            clip = fade(clip, at, at + rise, out=False) if rise else clip
            made.append(fade(clip, at + length - self.join, at + length, out=True) if self.join else clip)
            at, first = at + length - self.join, False
        return made


def mark(first: Clip, end: int, safety: Safety | None) -> Mark:
    """What listeners see while the ladder plays from ``first`` to ``end``."""
    if safety is None:
        return Mark(at=first.at, kind="ident", length=end - first.at)
    return Mark(at=first.at, kind="track", track=safety.track, title=safety.title, artist=safety.artist)


def standing(programme: Programme, frame: int) -> Rung | None:
    """The rung that is heard at ``frame``, None where nothing is."""
    sounding = programme.sounding(frame, frame + 1)
    if not sounding:
        return None
    newest = max(sounding, key=lambda clip: clip.at)
    if newest.part == "ident":
        return Rung.IDENT
    if own(newest):
        return Rung.SAFETY
    return Rung.PLAIN if any(clip.part == "plain" for clip in sounding) else Rung.RENDERED


def own(clip: Clip) -> bool:
    """Whether ``clip`` is the ladder's: the ident, or a round of the safety track."""
    return clip.part == "ident" or "/safety-" in clip.pcm


def soften(programme: Programme, change: Splice, join: int) -> Splice:
    """``change`` with what the ladder was playing faded out behind it, unless the splice goes on with that
    itself."""
    continued = {clip.pcm for clip in change.clips}
    left = [clip for clip in programme.clips if own(clip) and clip.pcm not in continued]
    clips = list(change.clips)
    for tail in faded_rest([clip for clip in left if clip.at < change.at], change.at, join):
        lane = free_lane(clips, tail.at, tail.end, [tail.lane, *reversed(range(LANES))])
        if lane is not None:
            clips.append(replace(tail, lane=lane))
    return replace(change, clips=clips)
