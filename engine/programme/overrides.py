"""Overrides: all that a hand does to the mix, touch by touch. Together with the programme they are what is heard."""

from msgspec import Struct

from engine.programme.claim import Claims, made
from engine.programme.touch import Touch


class Overrides(Struct):
    """``claims``: as they stood when the first of ``touches`` came. These are by number, and by frame. ``number``: the
    newest that there was, also of those that are forgotten."""

    claims: Claims = {}
    touches: list[Touch] = []
    number: int = 0

    def copy(self) -> "Overrides":
        """One that can be changed by itself."""
        return Overrides(dict(self.claims), list(self.touches), self.number)

    def add(self, touch: Touch) -> None:
        """One more; one that is known already is left out."""
        if touch.number > self.number:
            self.touches.append(touch)
            self.number = touch.number

    def at(self, frame: int) -> Claims:
        """The claims behind every touch up to ``frame``."""
        return made(self.claims, (touch for touch in self.touches if touch.frame <= frame))

    def newest(self) -> Claims:
        """The claims behind every touch there is."""
        return made(self.claims, self.touches)

    def number_at(self, frame: int) -> int:
        """The newest touch's up to ``frame``; of what is forgotten, the newest that may be."""
        later = [touch.number for touch in self.touches if touch.frame > frame]
        return min([self.number, *(number - 1 for number in later)])

    def behind(self, frame: int) -> list[Touch]:
        """The touches that come at ``frame`` or later."""
        return [touch for touch in self.touches if touch.frame >= frame]

    def forget(self, before: int) -> None:
        """Keep what touches before frame ``before`` came to, and no more."""
        kept = self.behind(before)
        claims = made(self.claims, self.touches[: len(self.touches) - len(kept)])
        self.claims = {place: claim for place, claim in claims.items() if not claim.over(before)}
        self.touches = kept
