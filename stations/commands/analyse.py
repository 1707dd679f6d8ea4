"""``everset analyse``: prints the analysis of files."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from engine.errors import JobFailed, SetAside
from planner.analysis.report import error_report, to_report
from planner.jobs import Pool
from planner.library.librarian import LISTEN_SECONDS
from planner.library.listen_job import Refusal, identify, listen
from stations.progress import bar

HELP = "print the analysis of files"


def arguments(parser: argparse.ArgumentParser) -> None:
    """``FILE... [--json] [--jobs N]``."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON document, {tracks: [...]}")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes that listen")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 when no file could be analysed, 3 when some could not."""
    tracks = asyncio.run(_all([path.absolute() for path in args.files], args.jobs))
    failed = sum("error" in track for track in tracks)
    if args.json:
        json.dump({"tracks": tracks}, sys.stdout, allow_nan=False)
        print()
    else:
        for track in tracks:
            print(_line(track))
    if failed == len(tracks):
        return 1
    return 3 if failed else 0


async def _all(paths: list[Path], jobs: int) -> list[dict[str, Any]]:
    pool = Pool(jobs)
    done = 0
    try:
        with bar("listening") as tell:

            async def one(path: Path) -> dict[str, Any]:
                nonlocal done
                report = await _one(path, pool)
                done += 1
                tell(done, len(paths))
                return report

            return list(await asyncio.gather(*(one(path) for path in paths)))
    finally:
        pool.close()


async def _one(path: Path, pool: Pool) -> dict[str, Any]:
    try:
        content = await pool.run(LISTEN_SECONDS, identify, str(path))
        if isinstance(content, Refusal):
            return error_report(path, SetAside(content.code, content.message))
        track = await pool.run(LISTEN_SECONDS, listen, str(path), content, 10_800.0)
    except JobFailed as error:
        return error_report(path, SetAside("broken", str(error)))
    if isinstance(track, Refusal):
        return error_report(path, SetAside(track.code, track.message))
    return to_report(path, track.tags, track.analysis)


def _line(track: dict[str, Any]) -> str:
    if "error" in track:
        return f"{track['path']}: {track['error']['message']} ({track['error']['code']})"
    grid = "grid trusted" if track["trusted"] else "grid not trusted"
    return (
        f"{track['path']}: {track['bpm']:.2f} BPM, {track['key']['name']} ({track['key']['camelot']}), "
        f"{track['loudness']['integrated_lufs']:.1f} LUFS, {grid}"
    )
