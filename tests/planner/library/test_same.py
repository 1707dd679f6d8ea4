"""The same file gives the same analysis: whatever the worker, the order, the blocks, and whoever was heard before."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from planner.analysis import listen as module
from planner.analysis.features import extract
from planner.analysis.listen import analyse_file, understand
from planner.catalogue.analysis import Analysis
from planner.jobs import Inline, Jobs, Pool
from planner.library.decode import decode_blocks, probe
from planner.library.listen_job import listen
from tests.support.bad_files import RATE, samples


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three tracks, two of them at rates that have to be resampled."""
    folder = tmp_path_factory.mktemp("same")
    piece = samples(folder)
    found = []
    for number, rate in enumerate((RATE, 48_000, 22_050)):
        found.append(folder / f"{number}.flac")
        soundfile.write(found[-1], np.roll(piece, 7000 * number, axis=0), rate)
    return found


def timeless(analysis: Analysis) -> Analysis:
    return replace(analysis, seconds_spent=0.0)


def heard(jobs: Jobs, files: list[Path]) -> dict[str, Analysis]:
    async def all_of_them() -> dict[str, Analysis]:
        tracks = await asyncio.gather(*(jobs.run(120.0, listen, str(file), file.name, 3600.0) for file in files))
        return {track.id: timeless(track.analysis) for track in tracks}  # type: ignore[union-attr]

    return asyncio.run(all_of_them())


@pytest.fixture(scope="module")
def here(files: list[Path]) -> dict[str, Analysis]:
    return heard(Inline(), files)


def blocks_of(file: Path, size: int) -> Iterator[np.ndarray]:
    sound = np.concatenate(list(decode_blocks(file, RATE)))
    for start in range(0, len(sound), size):
        yield sound[start : start + size]


@pytest.mark.parametrize("size", [1_000, 99_991, 1 << 24])
def test_whatever_the_blocks(files: list[Path], here: dict[str, Analysis], size: int) -> None:
    file = files[1]
    found = understand(extract(blocks_of(file, size)), probe(file), 0.0)
    assert timeless(found) == here[file.name]


def test_whatever_the_order_and_who_was_heard_before(files: list[Path], here: dict[str, Analysis]) -> None:
    backwards = [timeless(analyse_file(file)) for file in reversed(files)]
    assert backwards == [here[file.name] for file in reversed(files)]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_whatever_the_worker(files: list[Path], here: dict[str, Analysis], workers: int) -> None:
    pool = Pool(workers)
    try:
        assert heard(pool, files) == here
    finally:
        pool.close()


def test_each_analysis_says_which_ear_heard_it(here: dict[str, Analysis]) -> None:
    assert {analysis.ear for analysis in here.values()} == {module.EAR}
