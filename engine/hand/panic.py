"""Panic: the safety track, at its level, at once; and nothing of what a hand had claimed."""

from collections.abc import Sequence

from msgspec import Struct

from engine.ladder.ladder import Ladder, mark
from engine.ladder.loop import Loop, rounds_beats
from engine.pcm.safety import Safety
from engine.programme.clip import Clip
from engine.programme.decks import DECKS, deck_of
from engine.programme.fades import faded_rest, rest
from engine.programme.programme import Programme, Splice
from engine.programme.touch import Touch


class Panic(Struct, frozen=True, kw_only=True):
    """What sounds crosses within ``quick`` frames into the safety track, to frame ``until`` at least; into the ident
    where no track is held. The decks are shut by their gain, whatever a hand has claimed; when they are silent it has
    nothing any more."""

    ladder: Ladder
    safety: Safety | None
    quick: int
    until: int

    def splice(self, programme: Programme, at: int) -> Splice:
        """From frame ``at`` on."""
        going = _going(programme.clips, at, self.quick)
        added = self._added(going, at)
        marks = [mark(added[0], added[-1].end, self.safety)]
        beats = rounds_beats(added, at, self.safety) if self.safety else []
        return Splice(at=at, clips=[*going, *added], marks=marks, beats=beats, author="hand")

    def _added(self, going: list[Clip], at: int) -> list[Clip]:
        if self.safety is None:
            return [self.ladder.ident(going, at, self.quick, self.until)]
        return Loop.of(self.safety, self.ladder.reach.fade).clips(going, at, self.quick, self.until)

    def touches(self, at: int) -> list[Touch]:
        """What comes with it."""
        shut = [Touch(frame=at, deck=deck.name, control="play", glide=self.quick) for deck in DECKS]
        return [*shut, Touch(frame=at + self.quick, doing="reset")]


def _going(clips: Sequence[Clip], at: int, quick: int) -> list[Clip]:
    """What is left of ``clips``; a lane that is no deck's has nothing but its own fader."""
    sounding = [clip for clip in clips if clip.at < at + quick and clip.end > at]
    decks = [rest(clip, at).cut(at + quick) for clip in sounding if deck_of(clip.lane)]
    return [*decks, *faded_rest([clip for clip in sounding if deck_of(clip.lane) is None], at, quick)]
