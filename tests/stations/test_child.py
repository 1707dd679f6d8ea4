"""A process of a station: started, restarted when it dies, stopped, adopted."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from engine.errors import StationBusy
from engine.places import Places
from stations.alive import Alive, Identity
from stations.child import Child
from stations.lock import claim
from stations.roll import read_roll, write_roll

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


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


async def until(condition: "asyncio.Event") -> None:
    await asyncio.wait_for(condition.wait(), 20)


def child_of(folder: Path, text: str) -> Child:
    (folder / "idler.py").write_text(text)
    return Child("idler", [sys.executable, "-m", "idler", "--data", str(folder)])


def test_a_killed_process_comes_back_and_a_stopped_one_does_not(module: Path) -> None:
    async def scenario() -> None:
        child = child_of(module, IDLE)
        pids: list[int | None] = []
        changed = asyncio.Event()

        def note() -> None:
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

        def note() -> None:
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
        started, adopted = asyncio.Event(), asyncio.Event()
        first = child_of(module, IDLE)
        keeper = asyncio.create_task(first.keep(None, started.set))
        await until(started)
        assert first.process is not None
        left = first.process.identity
        first.let_go()
        await keeper
        second = child_of(module, IDLE)
        keeper = asyncio.create_task(second.keep(Alive.find(left), adopted.set))
        await until(adopted)
        assert second.pid == left.pid
        await second.stop(patience=10)
        await keeper
        assert (second.state, second.pid) == ("stopped", None)
        await first.process.ended()  # its parent buries it

    asyncio.run(scenario())


def test_it_begins_when_who_holds_its_place_has_left(module: Path) -> None:
    async def scenario() -> None:
        child, started = child_of(module, IDLE), asyncio.Event()
        stranger = Alive.start([sys.executable, "-m", "idler", "--data", str(module)])
        held: list[bool] = []

        def note() -> None:
            held.append(stranger.running)
            started.set()

        keeper = asyncio.create_task(child.keep(None, note, stranger))
        await until(started)
        assert held == [False]
        assert child.restarts == 0
        await child.stop(patience=10)
        await keeper

    asyncio.run(scenario())


def test_an_adopted_process_that_dies_is_started_again(module: Path) -> None:
    async def scenario() -> None:
        left = Alive.start([sys.executable, "-c", IDLE])
        pids: list[int | None] = []
        again = asyncio.Event()
        child = child_of(module, IDLE)

        def note() -> None:
            pids.append(child.pid)
            if len(pids) == 1:
                left.send(signal.SIGKILL)
            else:
                again.set()

        keeper = asyncio.create_task(child.keep(Alive.find(left.identity), note))
        await until(again)
        assert pids[0] == left.pid
        assert pids[1] not in (None, left.pid)
        assert left.child is not None
        assert left.child.wait() == -signal.SIGKILL
        await child.stop(patience=10)
        await keeper

    asyncio.run(scenario())


def test_a_stranger_with_an_old_number_is_nobody_of_ours() -> None:
    mine = Alive.at(os.getpid())
    assert mine is not None
    assert mine.running
    assert Alive.find(mine.identity) is not None
    assert Alive.find(Identity(mine.pid, mine.identity.born - 1)) is None


def test_one_that_has_ended_is_found_no_more_and_what_is_sent_to_it_reaches_nobody() -> None:
    ended = Alive.start([sys.executable, "-c", ""])
    asyncio.run(asyncio.wait_for(ended.ended(), 20))
    assert ended.code == 0
    assert not ended.running
    assert Alive.find(ended.identity) is None
    ended.send(signal.SIGTERM)


def test_one_supervisor_a_station(tmp_path: Path) -> None:
    places = Places(tmp_path).make()
    with claim(places), pytest.raises(StationBusy, match="already runs"):
        claim(places)
    claim(places).close()


def test_pids_that_were_never_written_or_are_torn_are_none(tmp_path: Path) -> None:
    places = Places(tmp_path).make()
    assert read_roll(places) == {}
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "pids.json").write_text('{"engine": 1')
    assert read_roll(places) == {}
    mine = Alive.at(os.getpid())
    assert mine is not None
    write_roll(places, {"engine": mine.identity})
    assert read_roll(places) == {"engine": mine.identity}
