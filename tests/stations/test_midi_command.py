"""``everset midi``, with a controller on a real JACK server, and an operator at the terminal."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from engine.midi.mapping import load_mapping
from tests.support.command import ONE_THREAD, everset
from tests.support.surface import Surface, jack, plugged

pytestmark = [pytest.mark.slow, pytest.mark.jack_midi]


@pytest.fixture(scope="module")
def jack_running() -> Iterator[dict[str, str]]:
    with jack() as variables:
        yield variables


def test_ports_are_listed_with_the_mappings_that_fit(jack_running: dict[str, str], tmp_path: Path) -> None:
    with plugged("DDJ-400"), plugged("Odd One"):
        done = everset("midi", "ports", "--data", tmp_path, env=jack_running)
    assert done.code == 0
    assert "in   DDJ-400:midi: Pioneer DDJ-400" in done.out
    assert "in   Odd One:midi: no mapping: everset midi learn" in done.out
    assert "out  DDJ-400" in done.out


def test_what_is_sent_is_printed(jack_running: dict[str, str], tmp_path: Path) -> None:
    with plugged() as surface:
        words = ["midi", "monitor", "--port", "ddj", "--data", str(tmp_path)]
        with terminal(words, jack_running) as popen:
            lines_until(popen.stderr, "listening to DDJ-400:midi")
            surface.send(0xB0, 7, 0x40)
            said = lines_until(popen.stdout, "B0")
            popen.send_signal(signal.SIGINT)
            assert popen.wait(20) == 130
    assert said == "B0 07 40   cc 7 on channel 1: 64"


def test_a_controller_is_learnt(jack_running: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    with plugged("Odd One") as surface:
        words = ["midi", "learn", "a.fader", "b.low", "panic", "--port", "odd", "--out", str(out)]
        with terminal(words, jack_running) as popen:
            assert popen.stdin is not None
            lines_until(popen.stderr, "a.fader")
            sweep(surface)
            lines_until(popen.stderr, "b.low")
            popen.stdin.write("\n")
            popen.stdin.flush()
            lines_until(popen.stderr, "panic")
            surface.send(0x95, 60, 127)
            surface.send(0x85, 60, 0)
            assert popen.wait(20) == 0
    mapping = load_mapping(out)
    assert mapping.fits("Odd One:midi")
    found = [(one.does, one.deck, one.message, one.channel, one.number, one.fine) for one in mapping.control]
    assert found == [("fader", "a", "cc", 3, 5, True), ("panic", None, "note", 6, 60, False)]


def test_what_is_missing_is_said(jack_running: dict[str, str], tmp_path: Path) -> None:
    done = everset("midi", "monitor", "--data", tmp_path, env=jack_running)
    assert (done.code, "no controller is plugged in" in done.err) == (1, True)
    with plugged("One"), plugged("Other"):
        done = everset("midi", "monitor", "--data", tmp_path, env=jack_running)
        assert "there are several; name one with --port: One:midi, Other:midi" in done.err
        assert everset("midi", "learn", "a.fadr", "--port", "one", env=jack_running).code == 2
    done = everset("midi", "ports", "--api", "jack", env=jack_running | {"JACK_DEFAULT_SERVER": "nobody"})
    assert (done.code, "start a JACK server" in done.err) == (1, True)


def test_check_says_what_keeps_controllers_from_being_heard(jack_running: dict[str, str], tmp_path: Path) -> None:
    toml, mapping = tmp_path / "station.toml", tmp_path / "mine" / "mine.toml"
    mapping.parent.mkdir()
    mapping.write_text('[controller]\nname = "Mine"\nports = ["mine"]\n[[control]]\nmessage = "cc"\n')
    facts = f'data = "{tmp_path}/data"\n[web]\nport = 0\n[outputs]\nstream_port = 0\n[midi]\nenabled = true\n'
    toml.write_text(f'[station]\n{facts}api = "jack"\ncontrollers = ["{mapping.parent}"]\n')
    done = everset("check", toml, env=jack_running)
    assert (done.code, f"{mapping}: control.0.channel: field required" in done.err) == (2, True)
    mapping.unlink()
    assert everset("check", toml, env=jack_running).code == 0
    done = everset("check", toml, env=jack_running | {"JACK_DEFAULT_SERVER": "nobody"})
    assert (done.code, "midi.api: no MIDI here; jack" in done.err) == (2, True)


def sweep(surface: Surface) -> None:
    """A fader of 14 bits, from one end to the other."""
    for value in range(0, 0x4000, 700):
        surface.send(0xB2, 5, value >> 7)
        surface.send(0xB2, 5 + 0x20, value & 0x7F)


def terminal(words: list[str], env: dict[str, str]) -> "subprocess.Popen[str]":
    """The command as it runs, for who reads and writes."""
    argv = [sys.executable, "-m", "stations.cli", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=ONE_THREAD | env)


def lines_until(stream: IO[str] | None, start: str) -> str:
    """The next line that begins with ``start``."""
    assert stream is not None
    for line in stream:
        if line.startswith(start):
            return line.rstrip("\n")
    raise AssertionError(f"it ended and never said {start}")
