"""The mender: a prepared track that vanishes or shrinks while the programme wants it is prepared again, at its place.

The engine has PCM in memory some seconds ahead and asks the disk again for what it could not have; a track is decoded
in less. Rendered lanes are not made again: the seam plays on the plain tracks."""

from collections.abc import Iterator

import structlog

from engine.errors import EversetError
from engine.pcm.file import frames_there
from engine.programme.clip import Clip
from planner.directing.air import Air
from planner.directing.crate import Crate
from planner.directing.shelf import Shelf

LOOK_SECONDS = 1.0  # in the air's own time
RETRY_LOOKS = 10  # a file that can't be read now is left alone for so many looks

log = structlog.get_logger()


class Mender:
    """Keeps what ``air`` will play of ``crate`` whole."""

    def __init__(self, air: Air, shelf: Shelf, crate: Crate) -> None:
        self._air = air
        self._shelf = shelf
        self._crate = crate
        self._rests: dict[str, int] = {}  # looks until this track is tried again
        self._clips: list[Clip] = []
        self._wanted: list[tuple[Clip, int]] = []  # those of them from the crate, and how many frames each reads

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self._air.advance(self._air.frame + round(LOOK_SECONDS * self._air.sample_rate))
            await self.look()

    async def look(self) -> None:
        """Prepare again what is not whole."""
        self._rests = {track: looks - 1 for track, looks in self._rests.items() if looks > 1}
        for track in {clip.track for clip in self._broken()} - self._rests.keys():
            await self._mend(track)

    def _broken(self) -> Iterator[Clip]:
        clips, frame = self._air.programme.clips, self._air.frame
        if clips is not self._clips:  # every change makes another list
            self._clips = clips
            self._wanted = [(clip, reads(clip)) for clip in clips if self._crate.holds(clip.pcm)]
        for clip, frames in self._wanted:
            if clip.end > frame and frames_there(clip.pcm) < frames:
                yield clip

    async def _mend(self, track_id: str) -> None:
        track = self._shelf.track(track_id)
        if track is None:
            return
        try:
            await self._crate.prepare(track)
        except EversetError as error:
            self._rests[track_id] = RETRY_LOOKS
            log.warning("prepared PCM is gone and can't be prepared again", track=track.tags.title, why=str(error))
            return
        log.warning("prepared PCM was gone: prepared again", track=track.tags.title)
        if any(clip.track == track_id for clip in self._broken()):
            self._rests[track_id] = RETRY_LOOKS
            log.warning("prepared again it is shorter than the programme wants: was the file changed?", path=track.path)


def reads(clip: Clip) -> int:
    """How many frames of its file the clip needs."""
    return int(max(source for _, source in clip.map))
