"""``python -m engine.card --data DIR [--settings FILE.json] [--stand-by FD]``: one station on one sound card."""

import asyncio
import gc

from engine.card.device import Cards
from engine.card.service import CardService
from engine.card.settings import CardSettings
from engine.company import Service, company
from engine.model import load_settings
from engine.places import Places
from engine.process import arguments, carried, guarded, leave
from engine.stand_by import StandBy


def main() -> int:
    """Play; the exit code."""
    options = arguments("engine.card", "Plays a station on a sound card.").parse_args()
    (station,) = carried(options)
    stand_by = StandBy(options.stand_by)

    def work() -> None:
        settings = load_settings(CardSettings, station.settings)
        stand_by.wait(lambda: Cards().close())
        gc.freeze()  # a collection of everything would make the card wait
        asyncio.run(company({station.name: playing(station.places, settings, stand_by)}))

    return guarded("card", [station], work)


def playing(places: Places, settings: CardSettings, stand_by: StandBy) -> Service:
    """The card of a station, as a service."""

    async def play(stop: asyncio.Event) -> None:
        await CardService(places, settings, stop).run(stand_by.on_air)

    return play


if __name__ == "__main__":
    leave(main())
