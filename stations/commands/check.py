"""``everset check``: the whole configuration, every error at once; whether its folders and addresses can be used."""

import argparse
import os
import socket
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path

from engine.errors import ConfigError, NoMidi
from engine.places import Places
from stations.settings import StationSettings, load_right


def arguments(parser: argparse.ArgumentParser) -> None:
    """``STATION.toml``."""
    parser.add_argument("station", type=Path, metavar="STATION.toml")


def run(args: argparse.Namespace) -> int:
    """0 when a station could go on air with it, 2 when not."""
    settings, problems = load_right(args.station)
    said = " ".join(problems)
    seen = [*folder_problems(settings), *data_problems(settings), *address_problems(settings)]
    seen += [*liquidsoap_problems(settings), *icecast_problems(settings), *card_problems(settings)]
    seen += midi_problems(settings)
    problems += [one for one in seen if one.split(":")[0] not in said]  # what is wrong in the file is said of the file
    if problems:
        raise ConfigError(problems)
    if not settings.planner.music:
        print(f"{args.station}: names no folder of music: give one with --music")
    if note := stems_note(settings):
        print(f"{args.station}: {note}")
    print(f"{args.station}: fine. {settings.station.title} would keep its things in {settings.folder()}")
    return 0


def stems_note(settings: StationSettings) -> str:
    """Why stems would not be split as is asked for; empty where they would, or where the hub is to be asked for weights
    once the station runs."""
    planner = settings.planner
    if planner.stems_hub and planner.stems_weights is None and find_spec("demucs"):
        return ""
    return planner.model_copy(update={"stems_hub": False}).splitting()[1]


def folder_problems(settings: StationSettings) -> list[str]:
    """One line a folder of music that can't be used."""
    return [
        f"planner.music: {folder} is not a folder that can be read: mount it, or name another"
        for folder in settings.planner.music
        if not (folder.expanduser().is_dir() and os.access(folder.expanduser(), os.R_OK | os.X_OK))
    ]


def data_problems(settings: StationSettings) -> list[str]:
    """What is wrong with the station's folder, or with the place where it would be made."""
    folder = settings.folder().absolute()
    place = next(one for one in (folder, *folder.parents) if one.exists())
    if not place.is_dir():
        return [f"station.data: {place} is a file, not a folder: name another place"]
    if not os.access(place, os.W_OK | os.X_OK):
        return [f"station.data: {place} can't be written: give this user the right to it, or name another place"]
    return []


def address_problems(settings: StationSettings, held: Collection[tuple[str, int]] = ()) -> list[str]:
    """One line an address that can't be listened on; ``held``: those that are the station's already."""
    wanted = {
        "web.port": (settings.web.bind, settings.web.port),
        "outputs.stream_port": (settings.outputs.bind, settings.outputs.stream_port),
    }
    tried = {key: place for key, place in wanted.items() if place not in held}
    problems = [problem for key, (host, port) in tried.items() if (problem := try_address(key, host, port))]
    if settings.web.port and wanted["web.port"] == wanted["outputs.stream_port"]:
        problems.append(f"outputs.stream_port: {settings.web.port} is web.port too: give each its own")
    return problems


def liquidsoap_problems(settings: StationSettings) -> list[str]:
    """One line a thing that keeps the sound, or what it says of itself, from going to or coming from a Liquidsoap."""
    from engine.outputs.liquidsoap.probe import problems  # noqa: PLC0415  the outputs' code, not for help alone

    tried = enumerate(map(problems, settings.outputs.liquidsoap))
    return [f"outputs.liquidsoap.{number}: {problem}" for number, found in tried for problem in found]


def icecast_problems(settings: StationSettings) -> list[str]:
    """One line a mount that would not take the sound."""
    from engine.outputs.icecast.link import problem  # noqa: PLC0415  the outputs' code, not for help alone

    tried = enumerate(map(problem, settings.outputs.icecast))
    return [f"outputs.icecast.{number}: {said}" for number, said in tried if said]


def midi_problems(settings: StationSettings) -> list[str]:
    """One line when no controller could be heard, and one a mistake in a mapping."""
    if not settings.midi.enabled:
        return []
    from engine.midi.mappings import mappings  # noqa: PLC0415  as above
    from engine.midi.ports import Ports  # noqa: PLC0415

    problems = [f"midi.controllers: {folder} is no folder: name another" for folder in settings.midi.controllers
                if not folder.is_dir()]  # fmt: skip
    problems += mappings([Places(settings.folder()).controllers, *settings.midi.controllers])[1]
    try:
        Ports(settings.midi.api).close()
    except NoMidi as error:
        problems.append(f"midi.api: {error}")
    return problems


def card_problems(settings: StationSettings) -> list[str]:
    """One line when the sound card can't be played on."""
    if not settings.card.device:
        return []
    from engine.card.device import problem  # noqa: PLC0415  sound systems, not for who has no card

    said = problem(settings.card.model_copy(update={"sample_rate": settings.engine.sample_rate}))
    return [f"card.device: {said}"] if said else []


def try_address(key: str, host: str, port: int) -> str:
    """What is wrong with listening on ``host``:``port``; empty when nothing is."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        return f"{key}: can't listen on {host}:{port} ({error.strerror}): choose another, or stop what uses it"
    return ""
