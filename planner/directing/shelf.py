"""The shelf: the tracks that can be played now, in memory, following the catalogue."""

import asyncio
import time
from collections.abc import Callable

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.track import Track
from planner.choosing.columns import Columns
from planner.directing.air import Air

LOOK_SECONDS = 0.5  # how often somebody who waits for tracks looks again, in the air's own time
LEFT_OUT_SECONDS = 600.0


class Shelf:
    """The present tracks of ``catalogue``; :meth:`refresh` after it changed. ``columns``: the same for choosing.
    ``clock``: seconds, for how long a track is left out."""

    def __init__(self, catalogue: Catalogue, clock: Callable[[], float] = time.monotonic) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._left_out: dict[str, float] = {}
        self._fill({})
        self.refresh()

    def refresh(self) -> None:
        """Read the catalogue again."""
        now = self._clock()
        self._left_out = {track_id: until for track_id, until in self._left_out.items() if until > now}
        self._fill({track.id: track for track in self._catalogue.all() if track.id not in self._left_out})

    def leave_out(self, track_id: str) -> None:
        """This one could not be played: it is not chosen for a while. Its file may come back, the machine may rest."""
        self._left_out[track_id] = self._clock() + LEFT_OUT_SECONDS
        self._fill({id: track for id, track in self._tracks.items() if id != track_id})

    def _fill(self, tracks: dict[str, Track]) -> None:
        self._tracks, self.columns = tracks, Columns(list(tracks.values()))

    def has(self, track_id: str) -> bool:
        """Whether this one can be chosen now."""
        return track_id in self._tracks

    def track(self, track_id: str) -> Track | None:
        """A track by id, also one that is gone from the folder but still on the programme."""
        return self._tracks.get(track_id) or self._catalogue.track(track_id)

    async def wait_for(self, count: int, air: Air, deadline: int | None = None) -> None:
        """Wait for ``count`` tracks while time passes on air, until frame ``deadline`` at the latest."""
        while len(self._tracks) < count and (deadline is None or air.frame < deadline):
            await air.advance(air.frame + round(LOOK_SECONDS * air.sample_rate))
            await asyncio.to_thread(self.refresh)
