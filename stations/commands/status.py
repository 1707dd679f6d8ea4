"""``everset status``: what every process of the station is doing."""

import argparse
import json
import sys

from engine.places import Places
from stations.options import add_data, station_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[--data DIR] [--json]``."""
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(args: argparse.Namespace) -> int:
    """0 when the station is on air, 1 when not."""
    from stations.condition import condition, show  # noqa: PLC0415  tables and sockets, not for help alone

    settings = station_settings(args)
    document = condition(Places(settings.folder()), settings.station.title)
    if args.json:
        json.dump(document, sys.stdout, indent=2)
        print()
    else:
        show(document)
    if not document["on_air"]:
        print(f"nobody is on air from {settings.folder()}: name its folder with --data", file=sys.stderr)
    return 0 if document["on_air"] else 1
