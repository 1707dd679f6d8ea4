"""An entry: a track on the programme, and which frame of it is heard when."""

from msgspec import Struct

from engine.programme.clip import Clip
from engine.programme.programme import Programme


class Entry(Struct, frozen=True, kw_only=True):
    """Track ``track`` plays from the PCM file ``pcm`` on ``lane``: programme frame ``at`` is its frame ``source``, one
    to one from there on, to ``end`` at the latest, where the file ends, at
    ``gain_db``."""

    track: str
    pcm: str
    lane: int
    at: int
    source: int
    end: int
    gain_db: float = 0.0

    def heard_at(self, source: float) -> int:
        """The programme frame at which PCM frame ``source`` is heard."""
        return self.at + round(source) - self.source

    def source_at(self, frame: int) -> int:
        """The PCM frame heard at programme frame ``frame``."""
        return self.source + frame - self.at


def last_entry(programme: Programme, horizon: int) -> Entry | None:
    """What plays when nothing more is decided: the body that ends last; of the safety track's rounds the first that can
    still be left. None while only the ident is planned,
    or everything ends before ``horizon``."""
    bodies = [clip for clip in programme.clips if clip.track and plays_as_it_is(clip) and clip.end > horizon]
    if not bodies:
        return None
    clip = max(bodies, key=lambda clip: clip.end)
    if clip.part == "fallback":
        clip = next((one for one in bodies if one.part == "fallback"), clip)
    return Entry(
        track=clip.track,
        pcm=clip.pcm,
        lane=clip.lane,
        at=clip.at,
        source=round(clip.map[0][1]),
        end=clip.end,
        gain_db=clip.gain_db,
    )


def still_plays(programme: Programme, entry: Entry) -> bool:
    """Whether the programme still holds ``entry`` to its end."""
    return any((clip.at, clip.lane, clip.end) == (entry.at, entry.lane, entry.end) for clip in programme.clips)


def plays_as_it_is(clip: Clip) -> bool:
    """Whether ``clip`` plays its PCM one to one: a track's body, or the ladder's safety track."""
    (first, source), (last, until) = clip.map[0], clip.map[-1]
    return clip.part in ("body", "fallback") and last - first == until - source
