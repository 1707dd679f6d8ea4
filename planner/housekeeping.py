"""Housekeeping: what is too old of everything that the planner keeps goes, hour by hour."""

from collections.abc import Callable, Iterable

from engine.places import Places
from planner.directing.crate import tidy
from planner.settings import PlannerSettings
from planner.store import Store
from planner.tournament.tournament import Tournament


class Housekeeping:
    """Of the station in ``places``. ``playing``: the PCM that the programme still plays."""

    def __init__(
        self,
        places: Places,
        store: Store,
        settings: PlannerSettings,
        playing: Callable[[], Iterable[str]],
        tournament: Tournament,
    ) -> None:
        self._places = places
        self._store = store
        self._settings = settings
        self._playing = playing
        self._tournament = tournament

    def tidy(self) -> None:
        """Once around. Blocks on the disk: for a thread. Raises StorageError."""
        self._store.prune()
        self._tournament.prune(self._settings.keep_matches)
        tidy(self._places.seams, round(self._settings.seam_cache_gb * 1e9), set(self._playing()))
