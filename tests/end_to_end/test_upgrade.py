"""A station that is upgraded while it plays: by code that works, by code that does not, with its supervisor dead."""

import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.journal.journal import Journal
from engine.mixing.offline import stream
from engine.ring.reader import RingReader
from stations.alive import Alive
from stations.release import ROOT
from tests.support.command import Done, everset
from tests.support.listener import Listener, hear
from tests.support.on_air import OnAir, make_music, on_air
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

RATE = 44_100
LONGEST_QUIET = 0.25  # seconds, the specification's M13
CODE = ("ext", "engine", "planner", "web", "stations", "config")
NAMES = {"engine", "outputs", "planner", "web"}


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnAir]:
    folder = tmp_path_factory.mktemp("upgraded")
    with on_air(make_music(folder / "music", count=2), folder) as running:
        try:
            eventually(running.plays_music, 90)
            yield running
        finally:
            leave(running)


def leave(station: OnAir) -> None:
    """Stop it, whoever keeps it by now."""
    keeper = Alive.at(pids(station)["supervisor"])
    assert keeper is not None
    keeper.send(signal.SIGTERM)
    eventually(lambda: not keeper.running, 25)


def copied(folder: Path, name: str, change: tuple[str, str, str] | None = None) -> Path:
    """A copy of this code in a folder of its own; ``change``: a file, a text in it, and what stands there instead."""
    copy = folder / name
    for part in CODE:
        shutil.copytree(ROOT / part, copy / part)  # with its bytecode: files keep their dates
    if change is not None:
        file, text, instead = change
        before = (copy / file).read_text()
        assert text in before
        (copy / file).write_text(before.replace(text, instead))
    return copy


def upgrade(station: OnAir, code: Path, *options: object) -> Done:
    """``everset upgrade`` run from ``code``."""
    return everset("upgrade", *options, "--data", station.places.data, code=code)


def pids(station: OnAir) -> dict[str, int]:
    return {name: row["pid"] for name, row in station.processes().items()}


def code_of(pid: int) -> str:
    """The folder that the process's code lies in."""
    return str(psutil.Process(pid).environ()["PYTHONPATH"].split(os.pathsep)[0])


def goes_on(listener: Listener, during: int = 72_000) -> None:
    """The connection holds, and sound comes through it."""
    after = listener.received
    eventually(lambda: listener.received > after + during, 30)


def test_code_that_does_not_start_touches_nothing(station: OnAir, tmp_path: Path) -> None:
    before = pids(station)
    listener = Listener(station.stream)
    broken = copied(tmp_path, "broken", ("planner/__main__.py", "import asyncio", "raise RuntimeError('no such luck')"))
    done = upgrade(station, broken)
    assert done.code == 1
    assert "planner ended: RuntimeError: no such luck" in done.err
    assert pids(station) == before
    goes_on(listener)
    heard = hear(listener.stop())
    assert (heard.errors, heard.quietest < LONGEST_QUIET) == (0, True)


def test_settings_that_can_not_be_are_refused_before_anything_is_touched(station: OnAir, tmp_path: Path) -> None:
    before = pids(station)
    toml = tmp_path / "station.toml"
    music = station.places.data.parent / "music"
    toml.write_text(f'[engine]\nsample_rate = 48000\n[planner]\nmusic = ["{music}"]\n[outputs]\nbitrate_kbps = 1000\n')
    done = upgrade(station, ROOT, toml)
    assert done.code == 2
    assert "outputs.bitrate_kbps" in done.err
    toml.write_text(f'[engine]\nsample_rate = 48000\n[planner]\nmusic = ["{music}"]\n')
    done = upgrade(station, ROOT, toml)
    assert done.code == 2
    assert "engine.sample_rate: can't change from 44100 to 48000 on the fly" in done.err
    assert pids(station) == before


def test_running_it_twice_is_refused_and_points_to_the_upgrade(station: OnAir) -> None:
    music = station.places.data.parent / "music"
    done = everset("run", "--music", music, "--data", station.places.data, "--port", 0)
    assert done.code == 1
    assert f"everset upgrade --data {station.places.data}" in done.err


def test_code_that_fails_half_way_is_taken_back(station: OnAir, tmp_path: Path) -> None:
    before = pids(station)
    listener = Listener(station.stream)
    eventually(lambda: listener.received > 50_000)
    failing = copied(tmp_path, "failing", ("planner/service.py", "        on_air()\n", "        raise RuntimeError\n"))
    done = upgrade(station, failing)
    assert done.code == 1
    assert "planner ended" in done.err
    assert "engine: process" in done.out  # it had gone that far
    eventually(lambda: all(pids(station)[name] and station.answers(name) for name in NAMES), 30)
    after = pids(station)
    assert after["supervisor"] == before["supervisor"]
    assert {code_of(pid) for name, pid in after.items() if name in NAMES} == {str(ROOT)}
    listener.stop()
    again = Listener(station.stream)
    goes_on(again, 150_000)
    assert hear(again.stop()).quietest < LONGEST_QUIET


def test_code_that_works_takes_over_without_a_gap_and_bit_for_bit(station: OnAir, tmp_path: Path) -> None:
    before = pids(station)
    started = eventually(lambda: [one for one in map(Alive.at, before.values()) if one], 5)
    listener = Listener(station.stream)
    eventually(lambda: listener.received > 50_000)
    done = upgrade(station, copied(tmp_path, "works"))
    assert done.code == 0, done.err
    print(done.out)
    found = re.search(r"went on at frame (\d+), bit for bit", done.out)
    assert found
    after = pids(station)
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    assert {code_of(pid) for pid in after.values()} == {str(tmp_path / "works")}
    eventually(lambda: not any(one.running for one in started), 10)
    assert station.popen.wait(10) == 0
    assert played_on(station, int(found[1]))
    assert station.ask("engine", "status")["anchored"] == 0
    goes_on(listener)  # in the same connection
    heard = hear(listener.stop())
    assert (heard.errors, heard.quietest < LONGEST_QUIET) == (0, True)


def played_on(station: OnAir, frame: int) -> bool:
    """Whether the ring holds, two seconds either side of ``frame``, what the journal's programme sounds like."""
    reader = RingReader.open(station.places.ring)
    eventually(lambda: reader.head > frame + 2 * RATE)
    programme = Journal(station.places.journal, RATE).replay().programme
    heard = reader.read(frame - 2 * RATE, 4 * RATE)
    played = np.concatenate(list(stream(programme, 0, frame + 2 * RATE, RATE)))
    return heard.tobytes() == played[frame - 2 * RATE :].tobytes()


def test_a_station_whose_supervisor_was_killed_is_upgraded_too(station: OnAir, tmp_path: Path) -> None:
    before = pids(station)
    os.kill(before["supervisor"], signal.SIGKILL)
    eventually(lambda: not station.answers("supervisor"))
    done = upgrade(station, ROOT)
    assert done.code == 0, done.err
    print(done.out)
    after = pids(station)
    assert not set(after.values()) & set(before.values())
    assert {code_of(pid) for pid in after.values()} == {str(ROOT)}


def test_with_both_supervisors_gone_the_command_itself_brings_one_back(station: OnAir, tmp_path: Path) -> None:
    before = pids(station)
    gone = "            await asyncio.wait_for(supervisor.ended(), LOCK_SECONDS)\n"
    dies = gone.replace("await", "os.kill(os.getpid(), signal.SIGKILL)\n            await")
    done = upgrade(station, copied(tmp_path, "dies", ("stations/succession.py", gone, dies)))
    assert done.code == 1
    assert f"in {ROOT}; `everset upgrade` does the rest" in done.err
    after = pids(station)
    assert not set(after.values()) & set(before.values())
    assert code_of(after.pop("supervisor")) == str(ROOT)
    assert {code_of(pid) for pid in after.values()} == {str(tmp_path / "dies")}
    done = upgrade(station, ROOT)
    assert done.code == 0, done.err
    assert {code_of(pid) for pid in pids(station).values()} == {str(ROOT)}


def test_what_is_not_on_air_is_not_upgraded(tmp_path: Path) -> None:
    done = everset("upgrade", "--data", tmp_path / "nowhere")
    assert done.code == 1
    assert "nobody is on air" in done.err
    assert not (tmp_path / "nowhere").exists()
