"""``python -m engine.outputs --data DIR [--settings FILE.json] [--stand-by FD]``: one station's outputs."""

import asyncio

from engine.outputs.service import OutputsService
from engine.places import Places
from engine.process import arguments, guarded
from engine.settings import OutputsSettings, load_settings
from engine.stand_by import StandBy


def main() -> int:
    """Serve; the exit code."""
    options = arguments("engine.outputs", "Serves a station's sound to its listeners.").parse_args()
    places = Places(options.data)
    stand_by = StandBy(options.stand_by)

    def work() -> None:
        settings = load_settings(OutputsSettings, options.settings)
        stand_by.wait(lambda: None)
        asyncio.run(serve(places, settings, stand_by))

    return guarded("outputs", places, work)


async def serve(places: Places, settings: OutputsSettings, stand_by: StandBy) -> None:
    """One outputs process, to its end."""
    await OutputsService(places, settings).run(stand_by.on_air, instead=stand_by.asked)


if __name__ == "__main__":
    raise SystemExit(main())
