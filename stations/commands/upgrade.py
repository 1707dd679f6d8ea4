"""``everset upgrade``: this code takes over a station that is on air, without a gap."""

import argparse
from pathlib import Path

from engine.places import Places
from stations.options import add_ports, add_station, overrides_of, station_settings
from stations.settings import Overrides
from stations.start import Start, read_start


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[STATION.toml] [--data DIR]``, and what ``run`` takes besides."""
    add_station(parser)
    add_ports(parser)


def run(args: argparse.Namespace) -> int:
    """0 when everything runs this code; any error leaves the station as it was."""
    from stations.upgrading import upgrade  # noqa: PLC0415  sockets and processes, not for help alone

    places = Places(station_settings(args).folder())
    upgrade(places, wanted(args, read_start(places)))
    return 0


def wanted(args: argparse.Namespace, before: Start | None) -> Start:
    """The settings to go on with: the file that is named, else the one that the station was started with, read again,
    else its settings as they were; where it listens stays as it was started, unless the arguments say otherwise."""
    overrides = overrides_of(args)
    if before is None:
        return Start.of(args.station, overrides)
    if args.station is not None:
        kept = {key: values for key, values in before.overrides.items() if key in ("web", "outputs", "station")}
        return Start.of(args.station, merged(kept, overrides))
    if not before.toml:
        return Start.of(None, merged(before.overrides, overrides))
    return Start.of(Path(before.toml), merged(before.overrides, overrides))


def merged(lower: Overrides, upper: Overrides) -> Overrides:
    """Both, key by key; ``upper`` counts."""
    return {section: {**lower.get(section, {}), **upper.get(section, {})} for section in {**lower, **upper}}
