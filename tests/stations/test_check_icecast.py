"""``everset check`` tries an Icecast's mounts, and touches nothing there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.ports import free_port
from tests.stations.test_check_liquidsoap import STATION
from tests.support.command import Done, everset
from tests.support.icecast import PASSWORD, Icecast, another_source, icecast


def checked(folder: Path, *mounts: dict[str, object]) -> Done:
    """What ``check`` says of a station with ``mounts``."""
    lines = []
    for mount in map(dict, mounts):
        lines += ["[[outputs.icecast]]", f"port = {mount.pop('port', 8000)}"]
        lines += [f'{key} = "{value}"' for key, value in mount.items()]
    toml = folder / "station.toml"
    toml.write_text(STATION.format(data=folder / "data") + "\n".join(lines) + "\n", "utf-8")
    return everset("check", toml)


@pytest.fixture(scope="module")
def server() -> Iterator[Icecast]:
    with icecast() as running:
        yield running


def test_mounts_that_would_be_fed_are_fine_and_left_alone(server: Icecast, tmp_path: Path) -> None:
    with another_source(server, "/busy.mp3"):
        done = checked(tmp_path, server.place(), server.place("/busy.mp3"))
        assert done.code == 0, done.err
        assert set(server.sources()) == {"/busy.mp3"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"password": "wrong one"}, "refuses source's password"), ({"user": "nobody"}, "refuses nobody's password")],
)
def test_each_thing_that_is_wrong_is_a_line(
    server: Icecast, tmp_path: Path, wrong: dict[str, object], said: str
) -> None:
    done = checked(tmp_path, server.place("/other.mp3"), {**server.place(), **wrong})
    assert done.code == 2
    (line,) = done.err.strip().splitlines()
    assert line.startswith("everset check: outputs.icecast.1: ")
    assert said in line
    assert "wrong one" not in done.err
    assert PASSWORD not in done.err


def test_nobody_there_is_a_line(tmp_path: Path) -> None:
    done = checked(tmp_path, {"port": free_port(), "mount": "/x", "password": "x"})
    assert done.code == 2
    assert "can't be reached" in done.err


@pytest.mark.parametrize(
    ("mounts", "said"),
    [
        ([{"password": ""}], "Icecast knows no source without a password"),
        ([{"mount": "live"}], "its mount"),
        ([{"format": "flac"}], "one of outputs.formats"),
        ([{}, {}], "is said twice"),
        ([{"hots": "x"}], "did you mean outputs.icecast.0.host"),
    ],
)
def test_what_can_not_be_is_said_without_the_password(
    tmp_path: Path, mounts: list[dict[str, object]], said: str
) -> None:
    done = checked(tmp_path, *({"mount": "/live", "password": "geheim", **mount} for mount in mounts))
    assert done.code == 2
    assert said in done.err
    assert "geheim" not in done.err


def test_a_mount_of_a_format_that_is_not_offered_says_what_to_add(tmp_path: Path) -> None:
    toml = tmp_path / "station.toml"
    mount = '[[outputs.icecast]]\nmount = "/x"\npassword = "x"\nformat = "aac"\n'
    toml.write_text('[outputs]\nformats = ["mp3"]\n' + mount)
    done = everset("check", toml)
    assert done.code == 2
    assert 'add "aac" to outputs.formats' in done.err
