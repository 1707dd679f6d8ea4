"""``everset status``: what every process of the station is doing."""

import argparse
import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from engine.client import ask
from engine.errors import EversetError
from engine.places import Places
from stations.options import add_data, station_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[--data DIR] [--json]``."""
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(args: argparse.Namespace) -> int:
    """0 when the station is on air, 1 when not."""
    settings = station_settings(args)
    document = collect(Places(settings.folder()), settings.station.name)
    if args.json:
        json.dump(document, sys.stdout, indent=2)
        print()
    else:
        show(document)
    return 0 if document["on_air"] else 1


def collect(places: Places, name: str) -> dict[str, Any]:
    """The contract's ``status`` document; what doesn't answer is missing from it, and the station is off air
    without an engine."""
    supervisor = _ask(places, "supervisor")
    engine = _ask(places, "engine")
    outputs = _ask(places, "outputs")
    planner = _ask(places, "planner")
    return {
        "station": name,
        "on_air": bool(engine) and bool(engine.get("on_air", True)),
        "frame": engine.get("frame"),
        "sample_rate": engine.get("sample_rate"),
        "now": engine.get("now"),
        "next": engine.get("next"),
        "processes": supervisor.get("processes", []),
        "outputs": outputs.get("outputs", []),
        "late_blocks": engine.get("late_blocks"),
        "ladder": engine.get("ladder"),
        "library": planner.get("library"),
    }


def _ask(places: Places, process: str) -> dict[str, Any]:
    try:
        return ask(places.socket(process), "status")
    except EversetError:
        return {}


def show(document: dict[str, Any]) -> None:
    """The same for people."""
    console = Console()
    state = "on air" if document["on_air"] else "off air"
    now, following = document["now"] or {}, document["next"] or {}
    console.print(f"[bold]{document['station']}[/] is {state}", highlight=False)
    for label, what in (("now", now), ("next", following)):
        if what:
            console.print(f"{label:>5}  {what.get('artist', '')} – {what.get('title', '')}", highlight=False)
    table = Table("process", "state", "pid", "restarts", "memory", "CPU s", box=None)
    for row in document["processes"]:
        memory = f"{row['rss_bytes'] / 1e6:.0f} MB"
        table.add_row(
            row["name"],
            row["state"],
            str(row["pid"]),
            str(row["restarts"]),
            memory,
            f"{row['cpu_seconds']:.1f}",
        )
    console.print(table)
    for output in document["outputs"]:
        console.print(f"{output['name']}: {output['state']}, {output['clients']} listening", highlight=False)
