"""``everset train ear``: pieces to learn from, the network that learns from them, and its card."""

import argparse
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.journal.append import replace_file
from engine.places import Places
from planner.analysis.ear import SHIPPED, Ear
from planner.training.ear.card import card
from planner.training.ear.lessons import SHARD
from stations.options import station_settings
from stations.practice.make import make_shards
from stations.progress import bar

HELD_SHARDS = 8  # files of lessons that are only looked at
FIRST_HELD = 100_000  # their numbers are no lesson's


def train_ear(args: argparse.Namespace) -> int:
    """0 done. Raises UsageError where torch is not installed, or it was not said where the network goes."""
    if args.out is None:
        raise UsageError(f"say where the network goes: --out F.onnx (the shipped one lies at {SHIPPED})")
    fit, to_onnx = torch_parts()
    places = Places(station_settings(args).folder()).make()
    folder = places.data / "training" / "ear"
    shards = -(-args.lessons // SHARD)
    first = args.seed * FIRST_HELD * 2
    lessons = _made(folder / f"lessons-{args.seed}", first, shards, args.jobs, "making lessons")
    held = _made(folder / f"held-{args.seed}", first + FIRST_HELD, HELD_SHARDS, args.jobs, "making what is held out")
    effort = fit.Effort(seconds=args.minutes * 60, seed=args.seed, wait=shards * SHARD)
    ear, result, heard = fit.fit(lessons, held, folder / "weights.npz", effort, print_words)
    weights = to_onnx(ear.cpu().eval())
    Ear(weights)  # what can't be read back is not written
    words = card(weights, result, heard, HELD_SHARDS * SHARD, args.seed)
    replace_file(args.out.with_suffix(".md"), words.encode())
    replace_file(args.out, weights)
    print(f"{args.out} and its card {args.out.with_suffix('.md')}")
    return 0


def torch_parts() -> tuple[Any, Any]:
    """What learns, and what writes ONNX: both want torch, which the extra ``gpu`` installs. Raises UsageError."""
    try:
        from planner.training.ear import fit  # noqa: PLC0415  optional
        from planner.training.ear.export import to_onnx  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(f'learning wants torch ({error}): pip install "everset[gpu]"') from error
    return fit, to_onnx


def _made(folder: Path, first: int, shards: int, jobs: int, words: str) -> Path:
    """``folder`` with so many files of lessons; those that are there already stay."""
    with bar(words) as tell:
        for done, _ in enumerate(make_shards(folder, range(first, first + shards), jobs), 1):
            tell(done, shards)
    return folder


def print_words(passed: float, words: str) -> None:
    """How far it is."""
    print(f"{passed:.0%} {words}", flush=True)
