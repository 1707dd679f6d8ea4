"""``everset check`` tries a Liquidsoap's input and its command server, and touches nothing there."""

from pathlib import Path

import pytest

from benchmarks.ports import free_port
from tests.support.command import Done, everset
from tests.support.liquidsoap import PASSWORD, Liquidsoap, liquidsoap

STATION = """
[station]
data = "{data}"
[outputs]
stream_port = 0
[web]
port = 0
"""


def checked(folder: Path, **place: object) -> Done:
    """What ``check`` says of a station that feeds ``place``."""
    lines = [f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in place.items()]
    toml = folder / "station.toml"
    feed = "\n".join(["[[outputs.liquidsoap]]", *lines])
    toml.write_text(STATION.format(data=folder / "data") + feed + "\n", "utf-8")
    return everset("check", toml)


@pytest.fixture(scope="module")
def radio() -> Liquidsoap:
    with liquidsoap() as running:
        yield running


def test_a_liquidsoap_that_would_be_fed_is_fine(radio: Liquidsoap, tmp_path: Path) -> None:
    for server in (radio.server, str(radio.socket)):
        done = checked(tmp_path, port=radio.port, password=PASSWORD, server=server)
        assert done.code == 0, done.err
    assert "Decoding" not in radio.log.read_text(errors="replace")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "wrong one"}, "refuses source's password"),
        ({"mount": "/nowhere"}, "has no such mount"),
        ({"input": "nowhere"}, "unknown command"),
        ({"server": "/nowhere/radio.sock"}, "command server at /nowhere/radio.sock does not answer"),
    ],
)
def test_each_thing_that_is_wrong_is_a_line(
    radio: Liquidsoap, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    done = checked(tmp_path, **{"port": radio.port, "password": PASSWORD, "server": radio.server, **wrong})
    assert done.code == 2
    (line,) = done.err.strip().splitlines()
    assert line.startswith("everset check: outputs.liquidsoap.0: ")
    assert said in line
    assert "wrong one" not in done.err
    assert PASSWORD not in done.err


def test_nobody_there_is_two_lines(tmp_path: Path) -> None:
    done = checked(tmp_path, port=free_port(), password="x", server=f"127.0.0.1:{free_port()}")
    assert done.code == 2
    assert "can't be reached" in done.err
    assert "command server" in done.err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "with:colon"}, "up to its first colon"),
        ({"password": ""}, "not an empty one"),
        ({"server": "localhost"}, "host:port or the path of its socket"),
        ({"input": "a b"}, "the id= of its input.harbor"),
        ({"mount": "everset"}, "the mount of its input.harbor"),
        ({"hots": "x"}, "did you mean outputs.liquidsoap.0.host"),
    ],
)
def test_what_can_not_be_is_said_without_the_password(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    done = checked(tmp_path, **{"password": "geheim", **wrong})
    assert done.code == 2
    assert said in done.err
    assert "geheim" not in done.err
    assert "with:colon" not in done.err
