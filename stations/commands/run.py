"""``everset run``: goes on air."""

import argparse

from engine.errors import NoMusic
from stations.options import add_ports, add_station, overrides_of
from stations.start import Start


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[STATION.toml] [--music DIR] [--data DIR] [--port N] [--stream-port N]``."""
    add_station(parser)
    add_ports(parser)


def run(args: argparse.Namespace) -> int:
    """0 when it was stopped in good order."""
    from stations.launch import go_on_air  # noqa: PLC0415  the supervisor, not for help alone

    start = Start.of(args.station, overrides_of(args))
    settings = start.station()
    if not settings.planner.music:
        raise NoMusic("say where the music is: everset run --music /path/to/folder (or: everset demo)")
    for folder in settings.planner.music:
        try:
            next(folder.expanduser().iterdir(), None)
        except OSError as error:
            raise NoMusic(f"{folder} can't be read ({error.strerror}): name a folder that holds music") from error
    return go_on_air(start)
