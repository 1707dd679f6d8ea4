"""``everset transition``: renders one transition with its report."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import soundfile

from engine.errors import SetAside, StorageError, UsageError
from planner.catalogue.track import Track
from planner.jobs import Pool
from planner.library.librarian import LISTEN_SECONDS
from planner.library.listen_job import Refusal, identify, listen
from planner.library.prepare import prepare_pcm
from planner.transitions.audition import Audition
from planner.transitions.one import One, make_transition
from planner.transitions.recipes import RECIPES
from stations.options import add_data, station_settings
from stations.progress import bar
from stations.settings import StationSettings


def arguments(parser: argparse.ArgumentParser) -> None:
    """``A B [--out T.flac] [--recipe NAME] [--report T.json] [--buses DIR] [--picture T.png]``."""
    parser.add_argument("a", type=Path, metavar="A", help="the track that is left")
    parser.add_argument("b", type=Path, metavar="B", help="the track that is entered")
    parser.add_argument("--out", type=Path, metavar="T.flac")
    parser.add_argument("--recipe", choices=sorted(RECIPES), help="(default: what fits)")
    parser.add_argument("--report", type=Path, metavar="T.json")
    parser.add_argument("--buses", type=Path, metavar="DIR", help="also write bus A and bus B before the sum")
    parser.add_argument("--picture", type=Path, metavar="T.png", help="both buses and the sum as a picture")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """0 done."""
    if not (args.out or args.report or args.buses or args.picture):
        raise UsageError("say what to write: --out T.flac, --report T.json, --buses DIR or --picture T.png")
    if args.picture and args.picture.suffix.lower() != ".png":
        raise UsageError(f"{args.picture}: name a picture that ends in .png")
    if args.out and args.out.suffix.lower() not in (".flac", ".wav"):
        raise UsageError(f"{args.out}: name a file that ends in .flac or .wav")
    settings = station_settings(args)
    tracks = asyncio.run(hear([args.a.absolute(), args.b.absolute()], settings.planner.max_hours * 3600))
    with tempfile.TemporaryDirectory(prefix="everset-") as folder:
        made = make(tracks, Path(folder), settings, args.recipe)
    sample_rate = settings.engine.sample_rate
    if args.out:
        write(args.out, made.mix, sample_rate)
    if args.buses:
        args.buses.mkdir(parents=True, exist_ok=True)
        write(args.buses / "a.flac", made.bus_a, sample_rate)
        write(args.buses / "b.flac", made.bus_b, sample_rate)
    if args.report:
        args.report.write_bytes(msgspec.json.format(msgspec.json.encode(made.report), indent=2))
    if args.picture:
        draw(args.picture, made, tracks)
    show(made.report)
    return 0


async def hear(paths: list[Path], max_seconds: float) -> list[Track]:
    """Listen to ``paths``, as many at a time as there are cores. Raises SetAside for what can't be used."""
    pool = Pool(min(len(paths), os.cpu_count() or 1))
    try:
        return list(await asyncio.gather(*(_hear(path, pool, max_seconds) for path in paths)))
    finally:
        await asyncio.to_thread(pool.close)


async def _hear(path: Path, pool: Pool, max_seconds: float) -> Track:
    content = await pool.run(LISTEN_SECONDS, identify, str(path))
    if isinstance(content, Refusal):
        raise SetAside(content.code, f"{path}: {content.message}")
    track = await pool.run(LISTEN_SECONDS, listen, str(path), content, max_seconds)
    if isinstance(track, Refusal):
        raise SetAside(track.code, f"{path}: {track.message}")
    return track


def make(tracks: list[Track], folder: Path, settings: StationSettings, recipe: str | None) -> One:
    """The transition from the first into the second of ``tracks``; scratch files go to ``folder``."""
    a, b = tracks
    sample_rate = settings.engine.sample_rate
    splitting, why = settings.planner.splitting()
    if why:
        print(why, file=sys.stderr)
    pcm_a, pcm_b = (folder / f"{track.id}.f32" for track in tracks)
    for track, pcm in ((a, pcm_a), (b, pcm_b)):
        if not pcm.exists():
            prepare_pcm(Path(track.path), pcm, sample_rate)
    with bar("rendering"):
        return make_transition(
            a,
            b,
            pcm_a,
            pcm_b,
            folder,
            sample_rate=sample_rate,
            target_lufs=settings.engine.loudness_lufs,
            recipe=recipe,
            splitting=splitting,
        )


def write(path: Path, samples: np.ndarray, sample_rate: int) -> None:
    """Write 24-bit audio by the ending of ``path``. Raises UsageError or StorageError."""
    try:
        soundfile.write(path, samples, sample_rate, subtype="PCM_24")
    except (TypeError, ValueError) as error:
        raise UsageError(f"{path}: name a file that ends in .flac or .wav") from error
    except (OSError, soundfile.LibsndfileError) as error:
        raise StorageError(f"can't write {path}: {error}") from error


def draw(path: Path, made: One, tracks: list[Track]) -> None:
    """Write the transition between ``tracks`` as a PNG. Raises StorageError."""
    from planner.transitions.picture.picture import picture  # noqa: PLC0415  matplotlib, only for a picture

    a, b = tracks
    lead = made.report["transitions"][0]["at"]
    heard = Audition(made.mix, made.bus_a, made.bus_b, lead)
    try:
        path.write_bytes(picture(made.transition, a, b, heard))
    except OSError as error:
        raise StorageError(f"can't write {path}: {error}") from error


def show(report: dict[str, Any]) -> None:
    """Say what was made."""
    one = report["transitions"][0]
    print(
        f"{Path(one['from']).name} to {Path(one['to']).name}: {one['recipe']}, {one['bars']} bars, score {one['score']}"
    )
    for name, measure in one["measures"].items():
        value = json.dumps(measure["value"]) if measure["measurable"] else "not measurable"
        print(f"  {name:4} {value} {measure['unit']} {'ok' if measure['ok'] else ''} {measure['detail']}")
