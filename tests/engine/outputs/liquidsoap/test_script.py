"""The shipped script: Liquidsoap takes it, and it fits the shipped station."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from stations.settings import load
from tests.support.liquidsoap import SCRIPT

STATION = SCRIPT.parents[1] / "liquidsoap.toml"


def test_liquidsoap_takes_the_script(tmp_path: Path) -> None:
    home = {**os.environ, "HOME": str(tmp_path)}
    checked = subprocess.run(["liquidsoap", "--check", SCRIPT], capture_output=True, env=home, timeout=60, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


def test_the_station_fits_the_script() -> None:
    (place,) = load(STATION).outputs.liquidsoap
    text = SCRIPT.read_text("utf-8")
    port = place.server.rpartition(":")[2]
    for said in (
        f'input.harbor("{place.mount.removeprefix("/")}", id="{place.input}", port={place.port}, user="{place.user}"',
        f'password = "{place.password.get_secret_value()}"',
        f"buffer = {place.buffer_seconds:.0f}. ",
        f"settings.server.telnet.port.set({port})",
    ):
        assert said in text
    assert place.distance_seconds < load(STATION).outputs.distance_seconds


def test_nothing_listens_but_on_this_machine() -> None:
    text = SCRIPT.read_text("utf-8")
    assert 'settings.harbor.bind_addrs.set(["127.0.0.1"])' in text
    assert 'settings.server.telnet.bind_addr.set("127.0.0.1")' in text
    assert "0.0.0.0" not in text


@pytest.mark.parametrize("key", ["distance_seconds", "buffer_seconds", "server", "input"])
def test_the_example_says_what_matters(key: str) -> None:
    assert key in tomllib.loads(STATION.read_text("utf-8"))["outputs"]["liquidsoap"][0]
