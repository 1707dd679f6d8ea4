"""Arguments that several commands share, and what they make of a station's settings."""

import argparse
from pathlib import Path

from engine.errors import UsageError
from stations.settings import Overrides, StationSettings, load


def add_station(parser: argparse.ArgumentParser, *, positional: bool = True) -> None:
    """``[STATION.toml] [--music DIR] [--data DIR]``."""
    if positional:
        parser.add_argument("station", nargs="?", type=Path, metavar="STATION.toml", help="the station's settings")
    parser.add_argument("--music", type=Path, action="append", metavar="DIR", help="a folder of music; may be repeated")
    add_data(parser)


def add_stations(parser: argparse.ArgumentParser) -> None:
    """``[STATION.toml ...] [--music DIR] [--data DIR]``."""
    parser.add_argument(
        "stations",
        nargs="*",
        type=Path,
        metavar="STATION.toml",
        help="the station's settings; several stations share their processes",
    )
    add_station(parser, positional=False)


def each(args: argparse.Namespace) -> list[tuple[Path | None, Overrides]]:
    """Every station's file, None where none is named, and what the arguments say of it: of several, each keeps its
    things in a folder of its name within ``--data``, and each stream has the next port. Raises ConfigError."""
    said = overrides_of(args)
    if len(args.stations) <= 1:
        return [(args.stations[0] if args.stations else None, said)]
    return [(toml, _apart(toml, said, number)) for number, toml in enumerate(args.stations)]


def _apart(toml: Path, said: Overrides, number: int) -> Overrides:
    """``said`` of all, for the station of this number."""
    own = {section: dict(values) for section, values in said.items()}
    if "data" in own.get("station", {}):
        own["station"]["data"] = str(Path(own["station"]["data"]) / load(toml).station.name)
    if "stream_port" in own.get("outputs", {}):
        own["outputs"]["stream_port"] += number
    return own


def add_data(parser: argparse.ArgumentParser) -> None:
    """``[--data DIR]``."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the station's folder (default: $XDG_DATA_HOME/everset/<station>)",
    )


def add_ports(parser: argparse.ArgumentParser) -> None:
    """``[--port N] [--stream-port N]``."""
    parser.add_argument("--port", type=int, metavar="N", help="page and API (default 8000)")
    parser.add_argument("--stream-port", type=int, metavar="N", help="the stream (default: port + 1)")


def station_settings(args: argparse.Namespace) -> StationSettings:
    """The settings that the arguments ask for. Raises ConfigError."""
    return load(getattr(args, "station", None), overrides_of(args))


def known_folder(settings: StationSettings) -> Path:
    """The station's folder. Raises UsageError where there is none."""
    folder = settings.folder()
    if not folder.is_dir():
        raise UsageError(f"there is no station in {folder}: name its folder with --data")
    return folder


def overrides_of(args: argparse.Namespace) -> Overrides:
    """What the arguments say, by section and key."""
    overrides: Overrides = {"station": {}, "planner": {}, "web": {}, "outputs": {}}
    if getattr(args, "music", None):
        overrides["planner"]["music"] = [str(folder) for folder in args.music]
    if getattr(args, "scheduler", None):
        overrides["planner"]["scheduler"] = args.scheduler
    if args.data:
        overrides["station"]["data"] = str(args.data)
    if getattr(args, "seed", None) is not None:
        overrides["planner"]["seed"] = args.seed
    port, stream = getattr(args, "port", None), getattr(args, "stream_port", None)
    if port is not None:
        overrides["web"]["port"] = port
        overrides["outputs"]["stream_port"] = port + 1
    if stream is not None:
        overrides["outputs"]["stream_port"] = stream
    return {section: values for section, values in overrides.items() if values}


def at_least_one(text: str) -> int:
    """A whole number from 1 on, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def minutes(text: str) -> float:
    """Minutes, more than none, for argparse."""
    number = float(text)
    if not 0 < number < 1e7:
        raise argparse.ArgumentTypeError(f"{text} is no number of minutes above 0")
    return number
