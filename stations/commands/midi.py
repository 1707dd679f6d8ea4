"""``everset midi``: which ports there are, what a controller sends, and which of its knobs does what."""

import argparse
import queue
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ConfigError, NoMidi
from engine.places import Places
from stations.options import add_data, station_settings

if TYPE_CHECKING:  # for the signatures alone: help is quick
    from engine.midi.ports import Ports


def arguments(parser: argparse.ArgumentParser) -> None:
    """``ports|monitor|learn [WHAT ...] [--port NAME] [--out FILE] [--seconds S] [--api API] [--data DIR]``."""
    parser.add_argument(
        "what",
        choices=["ports", "monitor", "learn"],
        help="list what is plugged in; print what a controller sends; learn which of its knobs does what",
    )
    parser.add_argument("wish", nargs="*", metavar="WHAT", help="to learn: a.fader, crossfader, ... (default: all)")
    parser.add_argument("--port", metavar="NAME", help="the controller's input, or a part of its name")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the mapping (default: in the station's folder)")
    parser.add_argument("--seconds", type=float, metavar="S", help="how long to print (default: until Ctrl-C)")
    parser.add_argument("--api", choices=["auto", "alsa", "jack"], default="auto", help="how ports are reached")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """0 done."""
    from engine.midi.ports import Ports  # noqa: PLC0415  settings' schemas, not for help alone

    ports = Ports(args.api)
    try:
        return int({"ports": _ports, "monitor": _monitor, "learn": _learn}[args.what](args, ports))
    finally:
        ports.close()


def _ports(args: argparse.Namespace, ports: "Ports") -> int:
    from engine.midi.mappings import fitting, mappings  # noqa: PLC0415  as above

    known, problems = mappings([controllers(args)])
    for name in ports.inputs():
        fits = fitting(known, name)
        print(f"in   {name}: {fits.controller.name if fits else 'no mapping: everset midi learn'}")
    for name in ports.outputs():
        print(f"out  {name}")
    if problems:
        raise ConfigError(problems)
    return 0


def _monitor(args: argparse.Namespace, ports: "Ports") -> int:
    heard: queue.SimpleQueue[Sequence[int]] = queue.SimpleQueue()
    ends = time.monotonic() + args.seconds if args.seconds else float("inf")
    port = chosen(ports.inputs(), args.port)
    with ports.listen(port, heard.put):
        print(f"listening to {port}; Ctrl-C ends it", file=sys.stderr, flush=True)
        while (left := ends - time.monotonic()) > 0:
            try:
                print(words(heard.get(timeout=min(left, 1.0))), flush=True)
            except queue.Empty:
                continue
    return 0


def _learn(args: argparse.Namespace, ports: "Ports") -> int:
    from engine.midi.wish import WISHES, wish_named  # noqa: PLC0415  as above
    from stations.learn import learn  # noqa: PLC0415

    wishes = [wish_named(name) for name in args.wish] or WISHES
    port = chosen(ports.inputs(), args.port)
    out = args.out or controllers(args) / f"{file_name(port)}.toml"
    count = learn(ports, port, wishes, out)
    print(f"{out}: {count} learnt" if count else "nothing was learnt, and nothing written")
    return 0


def controllers(args: argparse.Namespace) -> Path:
    """Where a station keeps its mappings."""
    return Places(station_settings(args).folder()).controllers


def chosen(names: Sequence[str], part: str | None) -> str:
    """The port that is meant. Raises NoMidi where there is none, or more than one."""
    fit = [name for name in names if part is None or part.casefold() in name.casefold()]
    if len(fit) == 1:
        return fit[0]
    if not names:
        raise NoMidi("no controller is plugged in: see everset midi ports")
    said = "there are several" if fit else f"none has {part!r} in its name"
    raise NoMidi(f"{said}; name one with --port: {', '.join(fit or names)}")


def words(data: Sequence[int]) -> str:
    """A message for people, its bytes first."""
    from engine.midi.message import parse  # noqa: PLC0415  as above

    message, raw = parse(data), " ".join(f"{byte:02X}" for byte in data)
    if message is None:
        return raw
    return f"{raw:10} {message.kind} {message.number} on channel {message.channel}: {message.value}"


def file_name(port: str) -> str:
    """A name for a mapping's file."""
    from stations.learn import port_part  # noqa: PLC0415  as above

    return re.sub(r"[^a-z0-9]+", "-", port_part(port).casefold()).strip("-") or "controller"
