"""``everset tournament``: standings, lineage; or evolution against simulated voters whose taste is known."""

import argparse
import json
import sys

import msgspec
from rich.console import Console
from rich.table import Table

from engine.places import Places
from planner.store import Store
from planner.tournament.standings import Standing
from stations.options import add_data, known_folder, station_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[show|simulate] [--json] [--data DIR]``."""
    parser.add_argument("what", nargs="?", choices=["show", "simulate"], default="show")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--ballots", type=int, default=200, metavar="N", help="how many are simulated")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """0 done."""
    if args.what == "simulate":
        return _simulate(args)
    with Store.open(Places(known_folder(station_settings(args))), None) as store:
        standings = store.tournament.standings()
        matches = store.tournament.matches(20)
    if args.json:
        document = {"standings": msgspec.to_builtins(standings), "matches": msgspec.to_builtins(matches)}
        json.dump(document, sys.stdout, indent=2)
        print()
    else:
        show(standings)
    return 0


def show(standings: list[Standing]) -> None:
    """The standings for people."""
    if not standings:
        print("no tournament yet: it begins when the station goes on air")
        return
    table = Table("", "name", "generation", "rating", "±", "won", "lost", box=None)
    for one in standings:
        crown = "champion" if one.champion else ""
        table.add_row(
            crown,
            one.name,
            str(one.generation),
            f"{one.rating:.1f}",
            f"{one.uncertainty:.1f}",
            str(one.wins),
            str(one.losses),
        )
    Console().print(table)


def _simulate(args: argparse.Namespace) -> int:
    from planner.tournament.simulate import simulate  # noqa: PLC0415  onnx, for this command alone

    result = simulate(ballots=args.ballots, seed=args.seed)
    if args.json:
        print(msgspec.json.format(msgspec.json.encode(result), indent=2).decode())
    else:
        print(result.words())
    return 0
