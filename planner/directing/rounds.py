"""Rounds: how a track that a hand holds goes on where it would end, back by whole phrases."""

from msgspec import Struct
from msgspec.structs import replace

from engine.programme.decks import Deck, deck_of
from engine.programme.fades import fade, rest
from engine.programme.programme import Splice
from engine.units import to_frames
from planner.catalogue.track import Track
from planner.directing.entry import Entry
from planner.directing.hand_over import body, plays

LONGEST_SECONDS = 64.0  # that it goes back: 32 bars at 120 BPM
FADE_SECONDS = 0.01  # over the last instant before a phrase, so that its first beat keeps its attack
PLAIN_SECONDS = 2.0  # where no phrase is known


class Round(Struct, frozen=True):
    """From ``entry.at`` on the track plays as ``entry``, ``join`` frames of which cross with what it played before."""

    entry: Entry
    join: int

    def splice(self, before: Entry, track: Track, sample_rate: int) -> Splice:
        """What the engine is told, while ``before`` plays."""
        at, end = self.entry.at, self.entry.at + self.join
        leaving = fade(rest(body(before), at).cut(end), at, end, out=True)
        entering = fade(body(self.entry), at, end, out=False)
        return plays(track, self.entry, sample_rate, clips=[leaving, entering])


def next_round(entry: Entry, track: Track, soonest: int, tail: int, sample_rate: int) -> Round | None:
    """The last one that leaves ``tail`` frames of the track for its seam, no sooner than programme frame ``soonest``.
    Beats of both meet: the phrase that ends is followed by one that began. None of what plays on no deck: the engine
    itself has the safety track go round."""
    deck = deck_of(entry.lane)
    if deck is None:
        return None
    join = to_frames(FADE_SECONDS, sample_rate)
    first, last = entry.source_at(soonest) + join, entry.source_at(entry.end) - tail
    starts = [to_frames(phrase.start, sample_rate) for phrase in track.analysis.phrases]
    back = to_frames(LONGEST_SECONDS, sample_rate)
    for over in (start for start in reversed(starts) if first <= start <= last):
        begun = [start for start in starts if max(over - back, join) <= start < over]
        if begun:
            return _round(entry, deck, over - join, begun[0] - join, join)
    plain = to_frames(PLAIN_SECONDS, sample_rate)
    leave = max(entry.source_at(soonest), min(last, entry.source_at(entry.end) - plain))
    return _round(entry, deck, leave, max(0, leave - back), plain)


def _round(entry: Entry, deck: Deck, over: int, begun: int, join: int) -> Round:
    """From PCM frame ``over`` back to ``begun``, on the deck's other lane."""
    at = entry.heard_at(over)
    end = at + entry.source_at(entry.end) - begun
    lane = deck.lanes[1] if entry.lane == deck.first else deck.first
    return Round(replace(entry, lane=lane, at=at, source=begun, end=end), join)
