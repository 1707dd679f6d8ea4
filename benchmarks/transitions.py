"""Transitions by Everset and as its peers would make them, measured by the same code: a table of M1 to M15 a class.

The pairs are drawn by a seed from a folder of music. What was heard in its pieces and their PCM are kept in
``$XDG_CACHE_HOME/everset/bench-transitions``, so that a second run listens to nothing.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress

from benchmarks.ears.pieces import music_folder
from benchmarks.row import Row
from benchmarks.seams.gather import gathered
from benchmarks.seams.library import heard
from benchmarks.seams.mixed import MIXERS, Mixed, mix
from benchmarks.seams.pairs import Drawn, draw
from benchmarks.seams.piece import Piece, Source
from benchmarks.seams.show import show
from benchmarks.seams.sources import drumless, sources, voiced
from engine.errors import EversetError, UsageError
from planner.jobs import Pool

__all__ = ["rows", "show"]

PAIRS = 63  # nine of each class
SEED = 7
LISTEN_SECONDS, MIX_SECONDS = 600.0, 300.0


def rows(_folder: Path, *, music: Path | None = None, pairs: int = PAIRS) -> list[Row]:
    """The table. Raises UsageError where there is no music, or none of it can be paired."""
    cache = cache_folder()
    mixed = asyncio.run(_measured((music or music_folder() / "tracks").absolute(), cache, pairs))
    (cache / "last.json").write_bytes(msgspec.json.format(msgspec.json.encode(mixed), indent=1))
    return gathered(mixed)


def cache_folder() -> Path:
    """Where analyses, PCM and the last run's measures are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(home).expanduser() / "everset" / "bench-transitions"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _measured(music: Path, cache: Path, count: int) -> list[Mixed]:
    pool = Pool(os.cpu_count() or 1)
    try:
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            known = sources(music)
            known += drumless(known, cache / "built")
            pieces = await _heard(known, cache, pool, progress)
            pieces += await _heard(list(voiced(pieces, cache / "built")), cache, pool, progress)
            drawn = draw(pieces, count, SEED)
            if not drawn:
                raise UsageError(f"no two pieces in {music} make a pair: name a folder with more music")
            return await _mixed(drawn, pool, progress)
    finally:
        await asyncio.to_thread(pool.close)


async def _heard(known: Iterable[Source], cache: Path, pool: Pool, progress: Progress) -> list[Piece]:
    """Those that can be used; why another can't is said on standard error."""
    todo = list(known)
    task = progress.add_task("listening", total=len(todo))

    async def hear(source: Source) -> Piece | None:
        try:
            return await pool.run(LISTEN_SECONDS, heard, source, cache)
        except EversetError as error:
            print(f"{source.name} is left out: {error}", file=sys.stderr)
            return None
        finally:
            progress.advance(task)

    found = await asyncio.gather(*(hear(source) for source in todo))
    return [piece for piece in found if piece is not None]


async def _mixed(drawn: list[Drawn], pool: Pool, progress: Progress) -> list[Mixed]:
    """Every pair by everybody; what no seam may be is said at once."""
    task = progress.add_task("mixing", total=len(drawn) * len(MIXERS))

    async def one(pair: Drawn, who: str) -> Mixed:
        found = await pool.run(MIX_SECONDS, mix, pair, who)
        progress.advance(task)
        for line in _complaints(found):
            progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        return found

    return list(await asyncio.gather(*(one(pair, who) for pair in drawn for who in MIXERS)))


def _complaints(found: Mixed) -> list[str]:
    """Of Everset's alone: its peers' are in the table."""
    if found.who != "everset":
        return []
    pair = f"{found.kind}: {found.a} → {found.b}"
    if found.refused:
        return [f"{pair}: refused: {found.refused}"]
    return [
        f"{pair} by {found.recipe}, {found.bars} bars: {name} {json.dumps(each.value)} {each.unit} ({each.detail})"
        for name, each in found.measures.items()
        if each.never
    ]
