"""The fallback ladder: what plays when nobody has decided. Logic alone, no clock and no files.

Rungs, best first: the rendered lanes; the same recipe on the two plain tracks; a plain fade into the track
that is always held ready; the station's own ident. The planner chooses between the first two; the engine goes down to
the second when rendered lanes are lost, and takes the others when the programme would run out, or PCM is lost. Silence
is not a rung."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from engine.ladder.lookout import Hole
from engine.ladder.loop import Loop, rounds_beats
from engine.pcm.safety import Safety
from engine.programme.beats import between
from engine.programme.checks import LAST_FRAME
from engine.programme.clip import Clip, plain_map
from engine.programme.decks import NOBODYS, deck_of
from engine.programme.fades import fade, faded_rest, free_lane, rests
from engine.programme.programme import Mark, Programme, Splice
from engine.settings import EngineSettings
from engine.units import to_frames

JOIN_SECONDS = 1.5  # in which the ident, or the safety track, makes room for what the planner decided


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

    @classmethod
    def of(cls, settings: EngineSettings, sample_rate: int) -> "Reach":
        """As the station is set."""
        return cls(
            threshold=to_frames(settings.threshold_seconds, sample_rate),
            fade=to_frames(settings.fade_seconds, sample_rate),
            join=to_frames(JOIN_SECONDS, sample_rate),
        )

    @property
    def cross(self) -> int:
        """From rendered lanes to the plain tracks: these sound alike, and a long crossfade of what is alike swells."""
        return self.join // 8


class Ladder:
    """Keeps the programme from ending. ``ident_frames``: the length of the ident's PCM."""

    def __init__(self, reach: Reach, ident_frames: int) -> None:
        self.reach = reach
        self.ident_frames = ident_frames

    def step(
        self, programme: Programme, moment: Moment, safety: Safety | None, hole: Hole | None = None
    ) -> Step | None:
        """What to splice so that the sound does not end; None when it reaches far enough. ``hole``: where PCM of what
        is planned is lost; what of it can't be changed any more is not acted on again."""
        if hole is None or not hole.still_in(programme, moment.floor):
            return self._step(programme, moment, safety)
        lost = hole.clip.track or hole.clip.part
        why = f"the PCM of {lost} ({hole.clip.pcm}) is {hole.what} from frame {hole.frame} on"
        nobodys = Moment(floor=moment.floor, horizon=moment.floor, until=moment.until)  # a fault is nobody's decision
        if hole.plain and hole.frame < moment.floor + self.reach.threshold:
            step: Step | None = self._plain(programme, max(moment.floor, hole.frame - self.reach.cross), hole.frame)
        else:
            step = self._step(programme.until(max(hole.frame, moment.floor)), nobodys, safety)
        return replace(step, why=why) if step else None

    def _step(self, programme: Programme, moment: Moment, safety: Safety | None) -> Step | None:
        end = planned_end(programme, safety)
        if end >= max(moment.horizon + self.reach.threshold, moment.until):
            return None
        rung = Rung.SAFETY if safety else Rung.IDENT
        before = standing(programme, programme.end - 1)
        loop = Loop.of(safety, self.reach.fade) if safety else None
        at, length = place(programme, end, moment, self._fade(before, rung, loop))
        # A loop goes on where it was going to come round, its fade is there already; all else is faded out.
        going = rests(programme.clips, at) if before == rung else faded_rest(programme.clips, at, length)
        until = max(moment.horizon + self.reach.threshold, moment.until) + self.reach.threshold
        added = loop.clips(going, at, length, until) if loop else [self.ident(going, at, length, until)]
        marks = [mark(added[0], added[-1].end, safety)] if before != rung or rung is Rung.IDENT else []
        beats = rounds_beats([*going, *added], at, safety) if safety else []
        splice = Splice(at=at, clips=[*going, *added], marks=marks, beats=beats, author="ladder")
        return Step(splice, rung, self._why(programme, moment, rung), before != rung)

    def _plain(self, programme: Programme, at: int, lost: int) -> Step:
        """The seam goes on on the plain tracks from ``at`` on; the rendered lanes last until ``lost`` at most."""
        length = max(0, min(lost - at, self.reach.cross))
        going = faded_rest([clip for clip in programme.clips if clip.at < at], at, length)
        below = elsewhere(rests(programme.below, at), {clip.lane for clip in going})
        added = [fade(clip, at, at + length, out=False) if clip.at == at and length else clip for clip in below]
        marks = [mark for mark in programme.marks if mark.at >= at]
        phrases = [frame for frame in programme.phrases if frame >= at]
        beats = between(programme.beats, at, LAST_FRAME)
        splice = Splice(at=at, clips=[*going, *added], marks=marks, phrases=phrases, beats=beats, author="ladder")
        return Step(splice, Rung.PLAIN, "", True)

    def _fade(self, before: Rung | None, rung: Rung, loop: "Loop | None") -> int:
        """How long what sounds crosses into ``rung``: the ident goes on by itself, a loop as it always
        does."""
        if before is None or (before is rung and loop is None):
            return 0
        if before is rung and loop is not None:
            return loop.join
        return self.reach.join if before is Rung.IDENT else self.reach.fade

    def ident(self, present: list[Clip], at: int, fade_in: int, until: int) -> Clip:
        """The ident from ``at`` to ``until`` at least; its place is the frame's, as where it fills a hole."""
        length = max(until - at, self.ident_frames)
        lane = free_lane(present, at, at + length, NOBODYS) or NOBODYS[0]
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


def place(programme: Programme, end: int, moment: Moment, length: int) -> tuple[int, int]:
    """Where a fade into what comes next begins, and how long it can be: behind the horizon if it can, with the last
    phrase that ends there and leaves it its length before ``end``; where none does it ends at ``end``. It leaves no
    hole behind the programme's end; where that is past there is nothing to fade from."""
    last = programme.end
    if last <= moment.floor:
        return moment.floor, 0
    phrases = [frame for frame in programme.phrases if moment.horizon <= frame <= end - length]
    at = phrases[-1] if phrases else max(min(max(end - length, moment.horizon), last), moment.floor)
    return at, min(length, last - at)


def elsewhere(clips: list[Clip], taken: set[int]) -> list[Clip]:
    """``clips`` with those of a lane in ``taken`` on a free one, together, so that they join as they did: on one of the
    same deck, where a hand's controls reach them as before."""
    used = {clip.lane for clip in clips}
    moved: dict[int, int] = {}
    for lane in sorted(taken & used):
        deck = deck_of(lane)
        places = (*deck.lanes, *deck.echoes, *NOBODYS) if deck else NOBODYS
        moved[lane] = next((one for one in places if one not in taken | used | {*moved.values()}), lane)
    return [replace(clip, lane=moved.get(clip.lane, clip.lane)) for clip in clips]


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
