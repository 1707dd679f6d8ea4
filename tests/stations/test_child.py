"""A process of a station: started, restarted when it dies, stopped; and backoff as arithmetic."""

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest

from engine.errors import StationBusy
from engine.places import Places
from stations.child import HEALTHY_AFTER, LONGEST_PAUSE, Backoff, Child
from stations.supervisor import claim, read_pids

IDLE = """
import signal, sys, threading
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
threading.Event().wait()
"""
DEAF = """
import signal, threading, pathlib, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[2], "deaf").touch()
threading.Event().wait()
"""


def test_the_first_restart_is_at_once_then_the_pauses_double_up_to_a_bound() -> None:
    backoff = Backoff()
    pauses = [backoff.after(0.1) for _ in range(12)]
    assert pauses[:4] == [0.0, 0.25, 0.5, 1.0]
    assert pauses[-1] == LONGEST_PAUSE
    assert backoff.after(HEALTHY_AFTER) == 0.0


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


async def until(condition: "asyncio.Event") -> None:
    await asyncio.wait_for(condition.wait(), 20)


def child_of(folder: Path, text: str) -> Child:
    (folder / "idler.py").write_text(text)
    return Child("idler", "idler", folder, folder / "settings.json")


def test_a_killed_process_comes_back_and_a_stopped_one_does_not(module: Path) -> None:
    async def scenario() -> None:
        child = child_of(module, IDLE)
        pids: list[int | None] = []
        changed = asyncio.Event()

        async def note() -> None:
            pids.append(child.pid)
            if len(pids) == 2:
                changed.set()
            elif child.pid:
                os.kill(child.pid, signal.SIGKILL)

        keeper = asyncio.create_task(child.keep(None, note))
        await until(changed)
        assert child.restarts == 1
        assert pids[0] != pids[1]
        await child.stop(patience=10)
        await keeper
        assert child.state == "stopped"
        assert child.pid is None

    asyncio.run(scenario())


def test_a_process_that_will_not_go_is_killed(module: Path) -> None:
    async def scenario() -> None:
        child = child_of(module, DEAF)

        async def note() -> None:
            return

        keeper = asyncio.create_task(child.keep(None, note))
        async with asyncio.timeout(20):
            while not (module / "deaf").exists():  # noqa: ASYNC110  another process's file has no event
                await asyncio.sleep(0.01)
        await child.stop(patience=0.2)
        await asyncio.wait_for(keeper, 10)
        assert child.pid is None

    asyncio.run(scenario())


def test_a_process_that_a_killed_supervisor_left_is_adopted(module: Path) -> None:
    async def scenario() -> None:
        first = child_of(module, IDLE)
        started = asyncio.Event()

        async def note() -> None:
            started.set()

        abandoned = asyncio.create_task(first.keep(None, note))
        await until(started)
        left = first.pid
        abandoned.cancel()
        second = child_of(module, IDLE)
        adopted = asyncio.Event()

        async def note_again() -> None:
            adopted.set()

        keeper = asyncio.create_task(second.keep(left, note_again))
        await until(adopted)
        assert second.pid == left
        psutil.Process(left).terminate()
        await second.stop(patience=5)
        keeper.cancel()

    asyncio.run(scenario())


def test_a_stranger_with_an_old_pid_is_not_adopted(module: Path) -> None:
    async def scenario() -> None:
        child = child_of(module, IDLE)
        started = asyncio.Event()

        async def note() -> None:
            started.set()

        keeper = asyncio.create_task(child.keep(os.getpid(), note))
        await until(started)
        assert child.pid not in (None, os.getpid())
        await child.stop(patience=10)
        await keeper

    asyncio.run(scenario())


def test_one_supervisor_a_station(tmp_path: Path) -> None:
    places = Places(tmp_path).make()
    with claim(places), pytest.raises(StationBusy, match="already runs"):
        claim(places)
    claim(places).close()


def test_pids_that_were_never_written_or_are_torn_are_none(tmp_path: Path) -> None:
    places = Places(tmp_path).make()
    assert read_pids(places) == {}
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "pids.json").write_text('{"engine": 1')
    assert read_pids(places) == {}
