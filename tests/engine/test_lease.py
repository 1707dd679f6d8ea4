"""One engine a station."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import StationBusy
from engine.lease import Lease
from tests.support.wait import eventually

HOLDER = """
import sys
from pathlib import Path
from engine.lease import Lease
lease = Lease.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_one_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with (
        Lease.take(tmp_path / "lock"),
        pytest.raises(StationBusy, match=f"process {os.getpid()} is the engine"),
    ):
        Lease.take(tmp_path / "lock")


def test_it_can_be_taken_after_it_was_given_back(tmp_path: Path) -> None:
    first = Lease.take(tmp_path / "lock")
    first.release()
    first.release()
    Lease.take(tmp_path / "lock").release()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StationBusy, match=f"process {holder.pid} "):
            Lease.take(path)
        holder.kill()
    eventually(lambda: Lease.take(path)).release()
