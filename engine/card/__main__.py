"""``python -m engine.card --data DIR [--settings FILE.json] [--stand-by FD]``: one station on one sound card."""

import asyncio
import gc
import signal

from engine.card.device import Cards
from engine.card.service import CardService
from engine.model import load_settings
from engine.process import arguments, carried, guarded, leave
from engine.settings import CardSettings
from engine.stand_by import StandBy


def main() -> int:
    """Play; the exit code."""
    options = arguments("engine.card", "Plays a station on a sound card.").parse_args()
    (station,) = carried(options)
    stand_by = StandBy(options.stand_by)

    def work() -> None:
        settings = load_settings(CardSettings, station.settings)
        stand_by.wait(lambda: Cards().close())
        asyncio.run(play(CardService(station.places, settings, stop := asyncio.Event()), stop, stand_by))

    return guarded("card", [station], work)


async def play(service: CardService, stop: asyncio.Event, stand_by: StandBy) -> None:
    """Until SIGTERM or SIGINT."""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    gc.freeze()  # a collection of everything would make the card wait
    stand_by.on_air()
    await service.run()


if __name__ == "__main__":
    leave(main())
