"""The safety track's rounds."""

from msgspec import Struct
from msgspec.structs import replace

from engine.pcm.safety import Safety
from engine.programme.beats import Beats, between
from engine.programme.clip import Clip, plain_map
from engine.programme.decks import NOBODYS
from engine.programme.fades import fade, free_lane

BAR = 4  # beats; as a phrase of the safety track is counted


class Loop(Struct, frozen=True, kw_only=True):
    """PCM that goes round: ``start`` to ``end``, and ``join`` frames more that cross into the next round."""

    source: Clip  # what every round has in common
    start: int
    end: int
    join: int

    @classmethod
    def of(cls, safety: Safety, fade: int) -> "Loop":
        """The safety track's loop, which comes round in a crossfade of ``fade`` frames at most."""
        join = max(0, min(fade, safety.frames - safety.end, safety.end - safety.start))
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
            lane = free_lane([*present, *made[-1:]], at, at + length, NOBODYS)
            clip = replace(
                self.source,
                at=at,
                length=length,
                lane=NOBODYS[0] if lane is None else lane,
                map=plain_map(length, self.start),
            )
            rise = fade_in if first else self.join
            clip = fade(clip, at, at + rise, out=False) if rise else clip
            made.append(fade(clip, at + length - self.join, at + length, out=True) if self.join else clip)
            at, first = at + length - self.join, False
        return made


def rounds_beats(clips: list[Clip], at: int, safety: Safety) -> list[Beats]:
    """The beats of the rounds among ``clips`` from frame ``at`` on: each round's until the next one begins."""
    rounds = [clip for clip in clips if clip.part == "fallback" and clip.pcm == safety.pcm]
    ends = [*(clip.at for clip in rounds[1:]), *(clip.end for clip in rounds[-1:])]
    runs = [beats_in(clip, safety) for clip in rounds]
    return [cut for run, end in zip(runs, ends, strict=True) for cut in between([run], at, end)]


def beats_in(clip: Clip, safety: Safety) -> Beats:
    """All of the safety track's beats, where a round has them."""
    return Beats(frames=[clip.at + beat - round(clip.map[0][1]) for beat in safety.beats], bar=BAR)
