"""``everset demo``: makes a small library by synthesis and goes on air with it."""

import argparse
import multiprocessing
import os
from pathlib import Path

from engine.mortal import end_with
from stations.options import add_data, add_ports, minutes, station_settings
from stations.start import Start


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[--port N] [--minutes M]`` and where the station keeps its things."""
    add_ports(parser)
    parser.add_argument("--minutes", type=minutes, metavar="M", help="stop after M minutes")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """0 when it was stopped in good order."""
    from stations.launch import go_on_air  # noqa: PLC0415  the supervisor, not for help alone

    start = demo_start(args)
    settings = start.station()
    folder = settings.folder() / "demo"
    (folder / "tracks").mkdir(parents=True, exist_ok=True)
    maker = multiprocessing.get_context("spawn").Process(target=_make, args=(folder, os.getpid()), daemon=True)
    maker.start()
    try:
        return go_on_air([start], args.minutes)
    finally:
        maker.terminate()
        maker.join(5)


def demo_start(args: argparse.Namespace) -> Start:
    """The demo's station: its own folder of music, looked at often while it is being made."""
    args.station, args.music = None, None
    asked = station_settings(args)
    data = asked.folder() if args.data else asked.folder().with_name("demo")
    return Start.of(
        None,
        {
            "station": {"name": "demo", "title": "Everset demo", "data": str(data)},
            "planner": {"music": [str(data / "demo" / "tracks")], "scan_seconds": 3.0},
            "web": {"port": asked.web.port},
            "outputs": {"stream_port": asked.outputs.stream_port},
        },
    )


def _make(folder: Path, parent: int) -> None:
    from stations.demo.library import make_demo  # noqa: PLC0415  numpy and scipy, in the maker's process alone

    end_with(parent)
    os.nice(10)  # the sound has the right of way
    make_demo(folder)
