"""Jobs on the isolating pool: one dies, hangs or fails, and the others don't notice."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import JobFailed, SetAside
from planner.jobs import NICENESS, Pool
from planner.transitions.stretch import _run
from stations.alive import birth
from tests.support.command import ROOT
from tests.support.wait import eventually


def niceness() -> int:
    return os.nice(0)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    threading.Event().wait()


def refuse() -> None:
    raise SetAside("silent", "nothing to hear")


def divide(a: int, b: int) -> float:
    return a / b


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(1)
    yield pool
    pool.close()


def test_a_job_runs_in_a_process_that_yields_to_the_sound(pool: Pool) -> None:
    assert asyncio.run(pool.run(30.0, niceness)) == os.nice(0) + NICENESS


def test_a_dead_worker_takes_only_its_own_job_along(pool: Pool) -> None:
    async def both() -> tuple[object, object]:
        died, lived = await asyncio.gather(pool.run(30.0, die), pool.run(30.0, divide, 6, 3), return_exceptions=True)
        return died, lived

    died, lived = asyncio.run(both())
    assert isinstance(died, JobFailed)
    assert lived == 2.0


def test_a_job_that_hangs_is_stopped_at_its_deadline(pool: Pool) -> None:
    with pytest.raises(JobFailed, match="took longer"):
        asyncio.run(pool.run(0.2, hang))
    assert asyncio.run(pool.run(30.0, divide, 1, 2)) == 0.5


def test_workers_that_rest_are_gone_and_the_next_job_starts_others(pool: Pool) -> None:
    before = asyncio.run(pool.run(30.0, os.getpid))
    pool.rest()
    assert asyncio.run(pool.run(30.0, os.getpid)) != before
    eventually(lambda: birth(before) is None)


def test_cancelling_kills_the_job_and_frees_its_worker(pool: Pool) -> None:
    async def cancelled() -> float:
        task = asyncio.create_task(pool.run(60.0, hang))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await pool.run(30.0, divide, 9, 3)

    assert asyncio.run(cancelled()) == 3.0


def test_errors_of_ours_cross_the_border_as_they_are_and_others_say_what_failed(pool: Pool) -> None:
    with pytest.raises(SetAside) as caught:
        asyncio.run(pool.run(30.0, refuse))
    assert caught.value.code == "silent"
    with pytest.raises(JobFailed, match="divide failed: ZeroDivisionError"):
        asyncio.run(pool.run(30.0, divide, 1, 0))


HANGING = """
import asyncio, os, subprocess, sys
from planner.jobs import Pool
from tests.planner import test_jobs
pool = Pool(1)
print(asyncio.run(pool.run(30.0, os.getpid)), flush=True)
asyncio.run(pool.run(60.0, test_jobs.stretch_for_ever))
"""


def stretch_for_ever() -> None:
    """A job with a program of its own under way, as a stretch has."""
    _run(["--hangs"], 60.0)


def test_workers_and_their_programs_end_with_a_killed_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "rubberband"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with subprocess.Popen([sys.executable, "-c", HANGING], stdout=subprocess.PIPE, cwd=ROOT, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        child = eventually(lambda: int((tmp_path / "pid").read_text()), 30)
        parent.kill()
    eventually(lambda: birth(worker) is None and birth(child) is None)


def hoard(size: int) -> int:
    return len(bytearray(size))


def test_a_job_that_wants_too_much_memory_fails_alone() -> None:
    pool = Pool(1, memory=1 << 30)
    try:
        with pytest.raises(JobFailed, match="MemoryError"):
            asyncio.run(pool.run(30.0, hoard, 2 << 30))
        assert asyncio.run(pool.run(30.0, hoard, 1 << 20)) == 1 << 20
    finally:
        pool.close()
