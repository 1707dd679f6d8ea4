"""From a transition to what the engine is told: the splice that brings the next track on air."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from engine.programme.clip import Clip, plain_map
from engine.programme.decks import DECKS, Deck, deck_of
from engine.programme.programme import Mark, Splice
from planner.catalogue.track import Track
from planner.directing.counting import body_beats, seam_beats
from planner.directing.entry import Entry
from planner.transitions.gain import gain_db
from planner.transitions.lay import lay
from planner.transitions.transition import Prepared, Transition


class HandOver(Struct, frozen=True, kw_only=True):
    """The seam from ``leaving`` (``leaving_track``) into ``track``, whose PCM is ``pcm`` (``frames`` long), at
    programme frame ``at``, as decided by ``ballot``."""

    leaving: Entry
    leaving_track: Track
    track: Track
    pcm: str
    frames: int
    transition: Transition
    at: int
    ballot: str = ""

    @property
    def entry(self) -> Entry:
        """The incoming track's body, once the seam is over."""
        start = self.at + self.transition.length
        source = round(self.transition.map_to[-1][1])
        end = start + self.frames - source
        gain = self.transition.gain_to_db
        return Entry(track=self.track.id, pcm=self.pcm, lane=self._lane, at=start, source=source, end=end, gain_db=gain)

    @property
    def _deck(self) -> Deck:
        """The leaving track's; what plays on none, the safety track, leaves the first one to the next track."""
        return deck_of(self.leaving.lane) or DECKS[1]

    @property
    def _lane(self) -> int:
        return self._deck.other.first

    def splice(self, prepared: Prepared | None) -> Splice:
        """The seam on rendered lanes, or with ``prepared`` None on the plain tracks, and the body behind it."""
        seam = lay(
            self.transition,
            self.at,
            pcm_from=self.leaving.pcm,
            pcm_to=self.pcm,
            prepared=prepared,
            lane_from=self.leaving.lane,
            lane_to=self._lane,
            echo_lanes=self._deck.echoes,
            # After a round a body may be on another lane than the first, on which its stems begin.
            stem_lanes=(self._deck.lanes if self.leaving.lane == self._deck.first else (), self._deck.other.lanes),
        )
        phrases = phrase_ends(self.track, self.entry, self.transition.sample_rate)
        analyses = self.leaving_track.analysis, self.track.analysis
        beats = seam_beats(*analyses, self.transition, self.at, self.entry)
        clips = [*seam, body(self.entry)]
        return Splice(at=self.at, clips=clips, marks=self._marks(), phrases=phrases, beats=beats)

    def _marks(self) -> list[Mark]:
        transition = self.transition
        centre = self.at + transition.centre
        return [
            Mark(
                at=self.at,
                kind="transition",
                track=self.track.id,
                title=self.track.tags.title,
                artist=self.track.tags.artist,
                length=transition.length,
                data=self._seam_data(),
            ),
            track_mark(self.track, centre, self.entry.end - centre),
        ]

    def _seam_data(self) -> dict[str, Any]:
        transition = self.transition
        return {
            "from": transition.from_track,
            "to": transition.to_track,
            "recipe": transition.recipe,
            "bars": transition.bars,
            "centre": transition.centre,
            "beats": list(transition.beats),
            "map_from": [list(point) for point in transition.map_from],
            "map_to": [list(point) for point in transition.map_to],
            "why": list(transition.why),
            "ballot": self.ballot,
        }


def track_mark(track: Track, at: int, length: int) -> Mark:
    """What listeners see from frame ``at`` on; ``length``: how long the track sounds if nothing follows."""
    analysis = track.analysis
    return Mark(
        at=at,
        kind="track",
        track=track.id,
        title=track.tags.title,
        artist=track.tags.artist,
        length=length,
        data={
            "bpm": analysis.bpm,
            "camelot": analysis.key.camelot,
            "energy": analysis.energy,
            "length": length,
        },
    )


def body(entry: Entry) -> Clip:
    """The clip that plays ``entry`` to its end."""
    length = entry.end - entry.at
    return Clip(
        at=entry.at,
        length=length,
        lane=entry.lane,
        pcm=entry.pcm,
        map=plain_map(length, entry.source),
        gain_db=entry.gain_db,
        track=entry.track,
        part="body",
    )


def phrase_ends(track: Track, entry: Entry, sample_rate: int) -> list[int]:
    """The programme frames at which phrases of ``track`` begin and so end, while it plays as ``entry``."""
    starts = (entry.heard_at(phrase.start * sample_rate) for phrase in track.analysis.phrases)
    return [frame for frame in starts if entry.at < frame < entry.end]


def opening(  # noqa: PLR0913  what plays, where, and how
    track: Track, pcm: str, frames: int, at: int, *, target_lufs: float, sample_rate: int
) -> tuple[Entry, Splice]:
    """The first track of all, from its first frame, at programme frame ``at``."""
    gain = gain_db(track.analysis.loudness, target_lufs)
    entry = Entry(track=track.id, pcm=pcm, lane=DECKS[0].first, at=at, source=0, end=at + frames, gain_db=gain)
    return entry, plays(track, entry, sample_rate, marks=[track_mark(track, at, frames)])


def plays(
    track: Track, entry: Entry, sample_rate: int, *, clips: Sequence[Clip] = (), marks: Sequence[Mark] = ()
) -> Splice:
    """``track`` goes on or begins as ``entry``, its body or in its stead ``clips``."""
    return Splice(
        at=entry.at,
        clips=[*clips] or [body(entry)],
        marks=[*marks],
        phrases=phrase_ends(track, entry, sample_rate),
        beats=body_beats(track.analysis, entry, sample_rate),
    )
