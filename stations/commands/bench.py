"""``everset bench``: a benchmark against the peers named in it, side by side in one run, as ratios."""

import argparse
import importlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import BENCHMARKS, LONG, SAY_PIECES, TAKE_MINUTES, TAKE_PAIRS, WANT_MUSIC
from engine.errors import UsageError
from stations.options import at_least_one, minutes

#: Of the pieces that benchmarks listen to.
PIECES = (("house", 124.0), ("techno", 132.0), ("trance", 138.0), ("drum and bass", 174.0), ("hip-hop", 92.0),
          ("downtempo", 100.0))  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """``NAME [--json] [--minutes M] [--pieces] [--music DIR] [--pairs N]``."""
    about = "; ".join(f"{name}: {what}" for name, what in BENCHMARKS.items())
    left = " and ".join(sorted(LONG))
    parser.add_argument(
        "name", nargs="?", choices=sorted(BENCHMARKS), metavar="NAME", help=f"{about} (default: all but {left})"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument(
        "--minutes", type=minutes, metavar="M", help=f"how much {' or '.join(sorted(TAKE_MINUTES))} plays"
    )
    parser.add_argument("--pieces", action="store_true", help=f"{' or '.join(sorted(SAY_PIECES))}: each piece's, too")
    paired = " or ".join(sorted(TAKE_PAIRS))
    parser.add_argument("--music", type=Path, metavar="DIR", help=f"{paired}: the pieces (default: EVERSET_MUSIC's)")
    parser.add_argument("--pairs", type=at_least_one, metavar="N", help=f"{paired}: of how many pairs (default: 63)")


def run(args: argparse.Namespace) -> int:
    """0 done."""
    if args.json and args.name is None:
        raise UsageError(f"name one benchmark with --json: {', '.join(sorted(BENCHMARKS))}")
    if args.minutes and args.name not in TAKE_MINUTES:
        raise UsageError(f"--minutes says how much of {' or '.join(sorted(TAKE_MINUTES))} is played: name one of them")
    if args.pieces and args.name not in SAY_PIECES:
        raise UsageError(f"--pieces is for {' or '.join(sorted(SAY_PIECES))}: name it")
    if (args.music or args.pairs) and args.name not in TAKE_PAIRS:
        raise UsageError(f"--music and --pairs are for {' or '.join(sorted(TAKE_PAIRS))}: name it")
    for name in [args.name] if args.name else sorted(BENCHMARKS.keys() - LONG):
        document = measured(name, _options(args))
        if args.json:
            json.dump(document, sys.stdout, indent=2)
            print()
        else:
            getattr(importlib.import_module(f"benchmarks.{name}"), "show", show)(document)
    return 0


def _options(args: argparse.Namespace) -> dict[str, Any]:
    """What was asked of the benchmark besides its name."""
    asked = {"minutes": args.minutes, "pieces": args.pieces, "music": args.music, "pairs": args.pairs}
    return {name: value for name, value in asked.items() if value}


def measured(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """The contract's document of the benchmark ``name``."""
    import msgspec  # noqa: PLC0415  these are for measuring, not for help alone

    from benchmarks.machine import machine  # noqa: PLC0415

    benchmark = importlib.import_module(f"benchmarks.{name}")
    with tempfile.TemporaryDirectory(prefix="everset-bench-") as folder:
        if name in WANT_MUSIC:
            make_pieces(Path(folder), WANT_MUSIC[name])
        rows = benchmark.rows(Path(folder), **options)
    return {"name": name, "machine": machine(), "rows": msgspec.to_builtins(rows)}


def make_pieces(folder: Path, seconds: float) -> None:
    """A piece a genre in ``folder``, its truth beside it."""
    from stations.demo.library import short_piece  # noqa: PLC0415  the synthesiser, not for help alone

    for genre, bpm in PIECES:
        path = folder / f"{genre}.flac"
        truth = short_piece(path, bpm=bpm, seconds=seconds, genre=genre, voice=genre == "house")
        path.with_suffix(".json").write_text(json.dumps(truth), encoding="utf-8")


def show(document: dict[str, Any]) -> None:
    """The same for people."""
    print(f"{document['name']} on {document['machine']}")
    for row in document["rows"]:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:8.3g} × {row['ratio_to']}"
        print(f"  {row['what']:46} {row['who']:20} {row['value']:10.4g} {row['unit']:16} {ratio}")
