"""A succession of processes that do nothing but stand by and take over: who keeps them when one fails."""

import asyncio
import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from stations.alive import Alive
from stations.roll import Roll, read_roll, write_roll
from stations.start import Start
from stations.station import Group, group_of
from stations.succession import Succession
from tests.support.scenario import until

#: They play on behind who started them, on purpose.
pytestmark = pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")

STANDS_BY = """
import json, pathlib, sys, threading, time
if "--stand-by" in sys.argv:
    print(json.dumps({"state": "ready"}), flush=True)
    sys.stdin.readline() or sys.exit()
    %s
    print(json.dumps({"state": "on air", "services": []}), flush=True)
threading.Event().wait()
"""
TAKES_OVER, FAILS = "", "sys.exit(1)"
WAITS = "while not pathlib.Path(%r).exists(): time.sleep(0.01)"


class Cast:
    """The processes of a station without a supervisor; ``before``: those on air."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.group: Group = group_of([Start.of(None, {"station": {"data": str(folder / "data")}})])
        self.places = self.group[0].places.make()
        self.before: Roll = {}

    def plays(self, module: str, deed: str) -> None:
        """What the next ``module`` does when it gets the word."""
        (self.folder / f"{module}.py").write_text(STANDS_BY % deed)

    def start(self) -> None:
        idle = ["python", "-c", "import threading; threading.Event().wait()"]
        self.before = {name: Alive.start(idle).identity for name in ("engine", "outputs")}
        (self.places.data / "run").mkdir()
        write_roll(self.places, self.before)

    def living(self) -> dict[str, int]:
        """Those on the roll who live, by process id."""
        return {name: one.pid for name, one in read_roll(self.places).items() if Alive.find(one)}


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("stations.children.PROCESSES", {"engine": "sounds", "outputs": "sends"})
    made = Cast(tmp_path)
    made.start()
    yield made
    for identity in [*made.before.values(), *read_roll(made.places).values()]:
        if one := Alive.find(identity):
            one.send(signal.SIGKILL)
    gc.collect()


def test_with_nobody_to_put_it_back_what_took_over_plays_on_and_so_does_what_was_not_replaced(cast: Cast) -> None:
    cast.plays("sounds", TAKES_OVER)
    cast.plays("sends", FAILS)
    said: list[str] = []

    async def scenario() -> None:
        succession = Succession(cast.group, said.append)
        with await succession.run():
            assert succession.trouble == "outputs ended"

    asyncio.run(scenario())
    assert said[-1].startswith(f"engine: process {cast.before['engine'].pid} → process")
    living = cast.living()
    assert living.keys() == cast.before.keys()
    assert living["engine"] != cast.before["engine"].pid
    assert living["outputs"] == cast.before["outputs"].pid


def test_who_took_over_and_dies_is_started_again_while_others_are_replaced(cast: Cast) -> None:
    word = cast.folder / "word"
    cast.plays("sounds", TAKES_OVER)
    cast.plays("sends", WAITS % str(word))
    said: list[str] = []

    async def scenario() -> None:
        succession = Succession(cast.group, said.append)
        running = asyncio.create_task(succession.run())
        await until(lambda: any(step.startswith("engine: ") for step in said))
        first = cast.living()["engine"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: cast.living().get("engine", first) != first)
        word.touch()
        with await running:
            assert not succession.trouble

    asyncio.run(scenario())
    living = cast.living()
    assert living.keys() == cast.before.keys()
    assert not set(living.values()) & {one.pid for one in cast.before.values()}
