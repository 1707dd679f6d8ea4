"""``python -m planner --data DIR --settings FILE [--stand-by FD]``: the planner's process."""

import asyncio

from engine.model import load_settings
from engine.places import Places
from engine.process import arguments, carried, guarded, leave
from engine.stand_by import StandBy
from planner.service import serve
from planner.settings import PlannerSettings
from planner.store import Store


def main() -> int:
    """Exit code: 0 after SIGTERM."""
    options = arguments("planner", "Chooses and plans what a station plays.").parse_args()
    stations = carried(options)
    places, path = stations[0]
    stand_by = StandBy(options.stand_by)

    def work() -> None:
        settings = load_settings(PlannerSettings, path)
        stand_by.wait(lambda: readable(places))
        asyncio.run(serve(places, settings, stand_by.on_air))

    return guarded("planner", stations, work)


def readable(places: Places) -> None:
    """Raises StorageError when this planner can't read what the station knows."""
    with Store.open(places, None) as store:
        store.catalogue.count()


if __name__ == "__main__":
    leave(main())
