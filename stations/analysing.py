"""Listening to files from the command line: the contract's objects, one a file, in the files' order."""

import asyncio
from pathlib import Path
from typing import Any

from engine.errors import JobFailed, SetAside
from planner.analysis.report import error_report, to_report
from planner.jobs import Pool
from planner.library.librarian import IDENTIFY_SECONDS, LISTEN_SECONDS
from planner.library.listen_job import Refusal, identify, listen
from stations.progress import bar


def analyse_all(paths: list[Path], jobs: int, max_seconds: float) -> list[dict[str, Any]]:
    """An object a file: its analysis, or the reason why there is none; ``jobs`` files at a time."""
    pool = Pool(min(jobs, len(paths)))
    try:
        return asyncio.run(_all(paths, pool, max_seconds))
    finally:
        pool.close()


async def _all(paths: list[Path], pool: Pool, max_seconds: float) -> list[dict[str, Any]]:
    done = 0
    with bar("listening") as tell:
        tell(done, len(paths))

        async def one(path: Path) -> dict[str, Any]:
            nonlocal done
            report = await _one(path, pool, max_seconds)
            done += 1
            tell(done, len(paths))
            return report

        return list(await asyncio.gather(*(one(path) for path in paths)))


async def _one(path: Path, pool: Pool, max_seconds: float) -> dict[str, Any]:
    try:
        content = await pool.run(IDENTIFY_SECONDS, identify, str(path), max_seconds)
        if isinstance(content, Refusal):
            return error_report(path, SetAside(content.code, content.message))
        track = await pool.run(LISTEN_SECONDS, listen, str(path), content, max_seconds)
    except JobFailed as error:
        return error_report(path, SetAside("broken", f"listening to it failed ({error}): get a fresh copy"))
    if isinstance(track, Refusal):
        return error_report(path, SetAside(track.code, track.message))
    return to_report(path, track.tags, track.analysis)


def words(track: dict[str, Any]) -> str:
    """One of the objects in a line for people."""
    if "error" in track:
        return f"set aside: {track['path']}: {track['error']['message']} ({track['error']['code']})"
    grid = "grid trusted" if track["trusted"] else "grid not trusted"
    return (
        f"{track['path']}: {track['bpm']:.2f} BPM, {track['key']['name']} ({track['key']['camelot']}), "
        f"{track['loudness']['integrated_lufs']:.1f} LUFS, {grid}"
    )
