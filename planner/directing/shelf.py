"""The shelf: the tracks that can be played now, in memory, following the catalogue."""

import asyncio

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.track import Track
from planner.choosing.columns import Columns
from planner.directing.air import Air

LOOK_SECONDS = 0.5  # how often somebody who waits for tracks looks again, in the air's own time


class Shelf:
    """The present tracks of ``catalogue``; :meth:`refresh` after it changed. ``columns``: the same for choosing."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._tracks: dict[str, Track] = {}
        self._left_out: set[str] = set()
        self.refresh()

    def refresh(self) -> None:
        """Read the catalogue again."""
        self._tracks = {track.id: track for track in self._catalogue.all() if track.id not in self._left_out}
        self.columns = Columns(list(self._tracks.values()))

    def leave_out(self, track_id: str) -> None:
        """This one turned out not to be playable: it is not chosen again while this process lives."""
        self._left_out.add(track_id)
        self.refresh()

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
