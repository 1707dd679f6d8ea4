"""``everset upgrade``: this code takes over a station that is on air, or a group of them, without a gap."""

import argparse
from pathlib import Path

from engine.places import Places
from stations.options import add_ports, add_stations, each
from stations.settings import Overrides, load
from stations.start import Start, read_start


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[STATION.toml ...] [--data DIR]``, and what ``run`` takes besides."""
    add_stations(parser)
    add_ports(parser)


def run(args: argparse.Namespace) -> int:
    """0 when everything runs this code; any error leaves the stations as they were."""
    from stations.upgrading import upgrade  # noqa: PLC0415  sockets and processes, not for help alone

    named = {load(toml, overrides).folder().resolve(): (toml, overrides) for toml, overrides in each(args)}
    first = read_start(Places(next(iter(named))))
    group = [Path(folder) for folder in first.group] if first else []
    folders = [*group, *(folder for folder in named if folder not in group)]
    upgrade([wanted(read_start(Places(folder)), *named.get(folder, (None, {}))) for folder in folders])
    return 0


def wanted(before: Start | None, toml: Path | None, overrides: Overrides) -> Start:
    """The settings to go on with: the file that is named, else the one that the station was started with, read again,
    else its settings as they were; where it listens stays as it was started, unless the arguments say otherwise."""
    if before is None:
        return Start.of(toml, overrides)
    if toml is not None:
        kept = {key: values for key, values in before.overrides.items() if key in ("web", "outputs", "station")}
        return Start.of(toml, merged(kept, overrides))
    return Start.of(Path(before.toml) if before.toml else None, merged(before.overrides, overrides))


def merged(lower: Overrides, upper: Overrides) -> Overrides:
    """Both, key by key; ``upper`` counts."""
    return {section: {**lower.get(section, {}), **upper.get(section, {})} for section in {**lower, **upper}}
