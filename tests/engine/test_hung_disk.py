"""A disk that takes what is written and never says that it is safe: who leaves does not wait for it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.client import ask
from engine.errors import EversetError
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Splice
from tests.support.disk import HangingDisk
from tests.support.station import RATE, Process, Station, station
from tests.support.wait import eventually

QUICK = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2}


@pytest.fixture
def hung(tmp_path: Path) -> Iterator[tuple[Station, Process]]:
    """A station, and its engine on a disk that hangs in the middle of a splice."""
    disk = HangingDisk(tmp_path / "disk")
    with station(tmp_path / "data") as made:
        engine = made.start("engine", popen={"env": disk.variables}, **QUICK).up()
        at = engine.ask("programme")["horizon"] + 2 * RATE
        clip = Clip(at=at, length=4 * RATE, lane=0, pcm=str(made.pcm("a", 5)), map=plain_map(4 * RATE, 0))
        disk.hang()
        threading.Thread(target=splice, args=(made, Splice(at=at, clips=[clip], marks=[])), daemon=True).start()
        eventually(lambda: disk.hangs)
        yield made, engine


def splice(made: Station, change: Splice) -> None:
    """Ask for it; who asks is refused, or nobody answers any more."""
    with pytest.raises(EversetError):
        ask(made.places.socket("engine"), "splice", timeout=10.0, change=change)


def test_the_next_engine_has_the_station_while_the_disk_of_the_one_before_hangs(
    hung: tuple[Station, Process],
) -> None:
    made, before = hung
    following = made.start("engine", "--take-over", **QUICK)
    eventually(lambda: following.alive() and made.reader().generation == 2, 10)
    head = made.reader().head
    eventually(lambda: made.reader().head > head + RATE)
    assert following.ask("status")["pid"] == following.popen.pid
    assert before.popen.wait(10) == 0
    assert "left before everything was on the disk" in before.errors.read_text()
