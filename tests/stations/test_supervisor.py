"""A supervisor that keeps no processes: how it is told to stop, and what an heir that fails leaves it to do."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from engine.client import ask
from engine.errors import StationBusy, UpgradeError
from engine.places import Places
from stations.alive import Alive
from stations.duty import Line
from stations.lock import claim
from stations.roll import write_roll
from stations.start import Start
from stations.station import Group, group_of
from stations.supervisor import Supervisor
from stations.upgrading import door, steps
from tests.support.scenario import until

IDLE = "import threading; threading.Event().wait()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Group:
    monkeypatch.setattr("stations.children.PROCESSES", {})
    monkeypatch.setattr("stations.children.LEAVING", 0.2)
    made = group_of([Start.of(None, {"station": {"data": str(tmp_path / "data")}})])
    made[0].places.make()
    return made


def kept(places: Places) -> bool:
    """Whether somebody has the station's lock."""
    try:
        claim(places).close()
    except StationBusy:
        return True
    return False


@pytest.mark.parametrize("nohup", [False, True])
def test_a_hangup_stops_it_but_under_nohup(group: Group, nohup: bool) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if nohup else signal.SIG_DFL)

    async def scenario() -> None:
        started = asyncio.Event()
        running = asyncio.create_task(Supervisor(group).run(started=started.set))
        await asyncio.wait_for(started.wait(), 20)
        os.kill(os.getpid(), signal.SIGHUP)
        done, _ = await asyncio.wait({running}, timeout=0.2 if nohup else 20)
        assert bool(done) == (not nohup)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(running, 20)

    if not nohup:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the loop's handler has gone by then
    try:
        asyncio.run(scenario())
    finally:
        signal.signal(signal.SIGHUP, before)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    assert not kept(group[0].places)


def test_told_to_stop_while_it_puts_the_station_back_it_stops(group: Group) -> None:
    places = group[0].places
    heir = Alive.start([sys.executable, "-c", IDLE])
    deaf = Alive.start([sys.executable, "-c", DEAF], stdout=-1)
    assert deaf.child is not None
    assert deaf.child.stdout is not None
    deaf.child.stdout.readline()
    deaf.child.stdout.close()

    async def scenario() -> None:
        started, stop = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(Supervisor(group).run(stop, started.set))
        await asyncio.wait_for(started.wait(), 20)
        await asyncio.to_thread(ask, places.socket("supervisor"), "hand_over", pid=heir.pid)
        assert not kept(places)
        write_roll(places, {"engine": deaf.identity})
        heir.send(signal.SIGKILL)
        await until(lambda: kept(places))  # it puts the station back, and waits for who does not leave
        stop.set()
        await asyncio.wait_for(running, 20)
        await asyncio.gather(heir.ended(), asyncio.wait_for(deaf.ended(), 20))

    asyncio.run(scenario())
    assert not kept(places)


def test_who_asked_for_an_upgrade_may_hang_up_to_call_it_off_but_not_once_it_is_done(tmp_path: Path) -> None:
    places = Places(tmp_path).make()
    with door(places) as listener:
        line = Line(places)
        listener.accept()[0].close()
        with pytest.raises(OSError, match="Broken pipe"):
            line.say("the engine stands by")
        line.done()
        line.close()


def test_an_heir_that_died_with_nobody_left_to_keep_the_station_is_told_with_what_to_do(group: Group) -> None:
    heir = Alive.start([sys.executable, "-c", ""])
    assert heir.child is not None
    heir.child.wait()
    with (
        door(group[0].places) as listener,
        pytest.raises(UpgradeError, match="nobody keeps it: `everset run` as before"),
    ):
        list(steps(listener, heir, group))
