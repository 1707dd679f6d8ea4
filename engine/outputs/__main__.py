"""``python -m engine.outputs --data DIR [--settings FILE.json] [--stand-by FD]``: the outputs of one station, or of
several, each with its own ``--data`` and ``--settings``."""

import asyncio

from engine.company import Service, company
from engine.model import load_settings
from engine.outputs.service import OutputsService
from engine.places import Places
from engine.process import arguments, carried, guarded, leave
from engine.settings import OutputsSettings
from engine.stand_by import StandBy


def main() -> int:
    """Serve; the exit code."""
    options = arguments("engine.outputs", "Serves a station's sound to its listeners.").parse_args()
    stations = carried(options)
    stand_by = StandBy(options.stand_by, len(stations))

    def work() -> None:
        known = {one.name: (one.places, load_settings(OutputsSettings, one.settings)) for one in stations}
        stand_by.wait(lambda: None)
        total = sum(settings.listeners for _, settings in known.values())
        asyncio.run(company({name: server(*one, stand_by, total) for name, one in known.items()}))

    return guarded("outputs", stations, work)


def server(places: Places, settings: OutputsSettings, stand_by: StandBy, total: int) -> Service:
    """The outputs of one station, as a service; ``total``: connections that all stations of this process want."""
    beside = total - settings.listeners

    async def serve(stop: asyncio.Event) -> None:
        await OutputsService(places, settings, stop, beside=beside).run(stand_by.on_air, instead=stand_by.asked)

    return serve


if __name__ == "__main__":
    leave(main())
