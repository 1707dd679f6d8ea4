"""``python -m engine.outputs --data DIR [--settings FILE.json]``: one station's outputs."""

import asyncio

from engine.outputs.service import OutputsService
from engine.places import Places
from engine.process import arguments, guarded
from engine.settings import OutputsSettings, load_settings


def main() -> int:
    """Serve; the exit code."""
    options = arguments("engine.outputs", "Serves a station's sound to its listeners.").parse_args()
    places = Places(options.data)

    def work() -> None:
        asyncio.run(serve(places, load_settings(OutputsSettings, options.settings)))

    return guarded("outputs", places, work)


async def serve(places: Places, settings: OutputsSettings) -> None:
    """One outputs process, to its end."""
    await OutputsService(places, settings).run()


if __name__ == "__main__":
    raise SystemExit(main())
