"""``python -m engine.midi --data DIR [--settings FILE.json] [--stand-by FD]``: the MIDI of one station, or of several,
each with its own ``--data`` and ``--settings``."""

import asyncio

from engine.company import Service, company
from engine.midi.service import MidiService
from engine.midi.settings import MidiSettings
from engine.model import load_settings
from engine.places import Places
from engine.process import arguments, carried, guarded, leave
from engine.stand_by import StandBy


def main() -> int:
    """Serve; the exit code."""
    options = arguments("engine.midi", "Lets controllers take over a station's mix.").parse_args()
    stations = carried(options)
    stand_by = StandBy(options.stand_by, len(stations))

    def work() -> None:
        known = {one.name: (one.places, load_settings(MidiSettings, one.settings)) for one in stations}
        stand_by.wait(lambda: None)
        asyncio.run(company({name: hearing(*one, stand_by) for name, one in known.items()}))

    return guarded("midi", stations, work)


def hearing(places: Places, settings: MidiSettings, stand_by: StandBy) -> Service:
    """The MIDI of one station, as a service."""

    async def hear(stop: asyncio.Event) -> None:
        await MidiService(places, settings, stop).run(stand_by.on_air)

    return hear


if __name__ == "__main__":
    leave(main())
