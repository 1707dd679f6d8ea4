"""An engine that starts on a disk that is full or read-only plays, and keeps what it can as soon as it can."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from engine.client import ask
from engine.errors import StorageError
from engine.journal.journal import Journal
from engine.places import Places
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Splice
from engine.ring.reader import RingReader
from tests.support.disk import fill, small_disk
from tests.support.station import ONE_THREAD, RATE, Station, refused, station
from tests.support.wait import eventually


@pytest.fixture
def poor(tmp_path: Path) -> Iterator[Station]:
    """A station on a small disk of its own."""
    with small_disk(tmp_path / "disk", 3_000_000) as disk, station(disk / "station") as made:
        yield made


@contextmanager
def engine(places: Places) -> Iterator["subprocess.Popen[bytes]"]:
    """With the default settings, which need no file."""
    popen = subprocess.Popen([sys.executable, "-m", "engine", "--data", str(places.data)], env=ONE_THREAD)
    try:
        eventually(lambda: ask(places.socket("engine"), "status"), 30)
        yield popen
    finally:
        popen.kill()
        popen.wait()


def plays(places: Places) -> bool:
    reader = RingReader.open(places.ring)
    head = reader.head
    heard = reader.read(head - RATE, RATE)
    eventually(lambda: reader.head > head + RATE // 4)
    return float(np.abs(heard).max()) > 0.01


def test_a_full_disk(poor: Station) -> None:
    ballast = fill(poor.places.data)
    with engine(poor.places):
        eventually(lambda: plays(poor.places))
        assert ask(poor.places.socket("engine"), "status")["unsaved_splices"] >= 1
        ballast.unlink()
        ask(poor.places.socket("engine"), "splice", change=later())
        clips = Journal(poor.places.journal, RATE).replay().programme.clips
        assert [clip.part for clip in clips] == ["ident", "body"]  # the ladder's own splice is there by now


@pytest.mark.parametrize("used", [False, True])
def test_a_read_only_disk(poor: Station, used: bool) -> None:
    if used:
        with engine(poor.places):
            eventually(lambda: plays(poor.places))
    remount(poor.places, "ro")
    with engine(poor.places) as running:
        eventually(lambda: plays(poor.places))
        socket = poor.places.socket("engine")
        assert "Read-only" in refused(lambda: ask(socket, "splice", change=later()), StorageError)
        remount(poor.places, "rw")
        assert ask(socket, "splice", change=later())["end"] == 10**9 + RATE
        assert running.poll() is None


def later() -> Splice:
    """A splice of something far away."""
    clip = Clip(at=10**9, length=RATE, lane=0, pcm="ident", map=plain_map(RATE, 0))
    return Splice(at=10**9, clips=[clip], marks=[])


def remount(places: Places, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(places.data.parent)], check=True)
