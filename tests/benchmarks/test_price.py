"""The arithmetic of ``everset bench engine`` and its eyes on real processes; the peers run in the benchmark itself."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from benchmarks.engine import FLOOR, PEER, PEER_OWN, PROCESSES, STATIONS, assembled
from benchmarks.price.command import Spent, spend
from benchmarks.price.family import STRETCH, WORKERS, Family
from benchmarks.price.liquidsoap import check_length
from benchmarks.price.memory import pss_bytes
from benchmarks.price.music import Music, seconds_of
from benchmarks.price.window import Window
from tests.support.mixing import RATE, noise
from tests.support.wait import eventually

PEERS = {FLOOR: Spent(10.0, 50_000_000), PEER: Spent(15.0, 10), PEER_OWN: Spent(20.0, 10)}
EVEN = Window(
    seconds=360.0, seams=3, cpu={**dict.fromkeys(PROCESSES, 0.1), STRETCH: 2.0}, memory=100_000_000, decoded=720.0,
    received=5_760_000, late_blocks=0,
)  # fmt: skip


def rows() -> dict[tuple[str, str], tuple[float, float | None, str]]:
    made = assembled(1.0, PEERS, dict.fromkeys(STATIONS, EVEN), decoded=0.001, analysed=30.0)
    return {(row.what, row.who): (row.value, row.ratio, row.ratio_to) for row in made}


def test_an_hour_is_scaled_from_the_window_and_stretching_stays_apart() -> None:
    station = next(iter(STATIONS))
    found = rows()
    assert found["an hour of stream", station] == (6.0, 0.6, FLOOR)
    assert found["an hour of stream, to Liquidsoap's own", station] == (6.0, 0.3, PEER_OWN)
    assert found["apart: stretching every seam", station] == (20.0, 2.0, FLOOR)
    assert found["apart: analysis, an hour of music", "everset"] == (30.0, 3.0, FLOOR)


def test_decoding_counts_what_was_decoded() -> None:
    """720 s of music in the tenth of an hour, at a millisecond a second: 7.2 s an hour beside engine and outputs."""
    value, ratio, _ = rows()["engine, outputs and decoding", next(iter(STATIONS))]
    assert (value, ratio) == (9.2, 0.92)


def test_the_listener_s_bit_rate_is_what_it_got() -> None:
    assert rows()["listener's bit rate", next(iter(STATIONS))][0] == 128.0


def test_memory_is_compared_in_megabytes() -> None:
    assert rows()["peak memory (PSS)", next(iter(STATIONS))] == (100.0, 2.0, FLOOR)


def test_a_program_s_cost_holds_its_children(tmp_path: Path) -> None:
    busy = "sum(number * number for number in range(3_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}], check=True)"
    alone, both = spend([sys.executable, "-c", "pass"], tmp_path), spend([sys.executable, "-c", child], tmp_path)
    assert both.cpu > alone.cpu
    assert both.memory > 1_000_000


def test_a_program_that_fails_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such tune"):
        spend([sys.executable, "-c", "raise SystemExit('no such tune')"], tmp_path)


@pytest.fixture
def parent() -> Iterator["subprocess.Popen[bytes]"]:
    """A planner with a worker that has stretched something."""
    busy = "sum(number * number for number in range(2_000_000))"
    worker = f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {busy!r}]); time.sleep(60)"
    planner = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {worker!r}])"
    running = subprocess.Popen([sys.executable, "-c", planner], start_new_session=True)
    yield running
    os.killpg(running.pid, 9)
    running.wait()


def test_a_family_tells_stretching_from_its_workers(parent: "subprocess.Popen[bytes]") -> None:
    family = Family({"planner": parent.pid})
    spent = eventually(lambda: found if (found := family.cpu())[STRETCH] > 0.05 else None)
    assert spent is not None
    assert spent[STRETCH] > spent[WORKERS] >= 0.0
    assert len(family.pids) >= 2
    assert pss_bytes(family.pids) > 1_000_000


def test_the_length_of_a_stream_is_counted(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "tone.mp3", noise(3 * RATE, 0.1), RATE)
    assert seconds_of(tmp_path / "tone.mp3") == pytest.approx(3.0, abs=0.06)


def test_liquidsoap_that_drops_a_track_is_found_out() -> None:
    music = Music([])
    music.files, music.seconds = [Path("a"), Path("b")], 300.0
    check_length(295.0, music)
    with pytest.raises(RuntimeError, match="at least"):
        check_length(150.0, music)
