"""``everset run``: goes on air."""

import argparse

from engine.errors import NoMusic
from stations.options import add_ports, add_stations, each
from stations.settings import StationSettings
from stations.start import Start


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[STATION.toml ...] [--music DIR] [--data DIR] [--port N] [--stream-port N]``."""
    add_stations(parser)
    add_ports(parser)


def run(args: argparse.Namespace) -> int:
    """0 when it was stopped in good order."""
    from stations.launch import go_on_air  # noqa: PLC0415  the supervisor, not for help alone

    starts = [Start.of(toml, overrides) for toml, overrides in each(args)]
    for start in starts:
        look_for_music(start.station())
    return go_on_air(starts)


def look_for_music(settings: StationSettings) -> None:
    """Raises NoMusic where there is no folder to look for some."""
    if not settings.planner.music:
        raise NoMusic("say where the music is: everset run --music /path/to/folder (or: everset demo)")
    for folder in settings.planner.music:
        try:
            next(folder.expanduser().iterdir(), None)
        except OSError as error:
            raise NoMusic(f"{folder} can't be read ({error.strerror}): name a folder that holds music") from error
