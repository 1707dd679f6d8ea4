"""``everset hand`` on a running engine."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import ONE_THREAD, everset
from tests.support.station import Station, station
from tests.support.wait import eventually


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Station]:
    with station(tmp_path / "data") as made:
        engine = made.start("engine", settled_seconds=2, lead_seconds=0).up()
        engine.ask("safety", clip_pcm=str(made.pcm("safety", 30)), track="safe", title="Safe")
        yield made


def hand(booth: Station, *words: str) -> str:
    done = everset("hand", *words, "--data", booth.places.data)
    assert done.code == 0, done.err
    return done.out


def test_what_a_hand_has_is_shown_and_given_back(booth: Station) -> None:
    engine = booth.processes[0]
    engine.ask("touch", deck="a", control="low", position=0.25)
    state = everset("hand", "show", "--json", "--data", booth.places.data).document()
    assert set(state["a"]) >= {"fader", "low", "mid", "high", "filter", "play"}
    shown = hand(booth, "show")
    assert "deck a:" in shown
    assert "crossfader 0.50" in shown
    assert "the automation takes over" in hand(booth, "back")


def test_skip_and_panic_are_done_and_counted(booth: Station) -> None:
    assert "next phrase" in hand(booth, "skip")
    assert "the safety track plays from frame" in hand(booth, "panic")
    told = booth.processes[0].ask("status")["hand"]
    assert (told["skips"], told["panics"]) == (1, 1)


def test_a_hold_lasts_until_it_is_let_go_of(booth: Station) -> None:
    engine = booth.processes[0]
    command = [sys.executable, "-m", "stations.cli", "hand", "hold", "--data", str(booth.places.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ONE_THREAD) as holding:
        assert holding.stdout is not None
        assert b"Ctrl-C lets go" in holding.stdout.readline()
        assert engine.ask("status")["hand"]["hold"]
        holding.send_signal(signal.SIGINT)
        assert b"let go" in holding.stdout.readline()
    assert holding.returncode == 0
    eventually(lambda: not engine.ask("status")["hand"]["hold"])


def test_nobody_on_air_is_said(tmp_path: Path) -> None:
    done = everset("hand", "skip", "--data", tmp_path)
    assert done.code == 1
    assert "everset hand: " in done.err
