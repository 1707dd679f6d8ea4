"""Everset through a real Liquidsoap: what that plays is the ring's sound, sample for sample, whatever dies in between.

Its recorder writes 24 bits, and its own WAV decoder gives them as they came, so every frame of the programme is known
by its samples; what is none is the chord that the shipped script falls back to."""

import asyncio
import base64
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.outputs.liquidsoap.client import Client
from engine.outputs.liquidsoap.commands import Commands
from tests.support.feeding import OUTPUTS, Ear, facts, holes, on_air, play, reaches
from tests.support.liquidsoap import PASSWORD, Liquidsoap, frames_of, liquidsoap, pcm
from tests.support.player import Player
from tests.support.station import RATE, Station
from tests.support.wait import eventually

#: Each title that Liquidsoap is told begins a file of its own.
TITLED = """
output.file(
  id="titled", %wav(samplesize=24), flush=true, fallible=true, reopen_on_metadata=true, reopen_delay=0.,
  "$(title).wav", everset
)
"""
REOPENED = 2 * 1_764  # frames of Liquidsoap's that it takes to begin another file


def ask(radio: Liquidsoap, *names: str) -> list[Any]:
    """What its command server says, by the names of :class:`Commands` and what each takes."""

    async def asking() -> list[Any]:
        with contextlib.closing(Client(radio.server)) as client:
            return [await getattr(Commands(client), name.split()[0])(*name.split()[1:]) for name in names]

    return asyncio.run(asking())


@pytest.mark.slow
def test_every_sample_is_played_without_a_hole(everset: Station, radio: Liquidsoap) -> None:
    play(everset)
    ear = Ear(radio, everset)
    outputs = on_air(everset, radio)
    frames = ear.heard(8).frames()
    assert holes(frames) == []
    known = eventually(lambda: found if (found := facts(outputs)).get("server") == "up" else None)
    assert (known["state"], known["clients"], known["late"], known["left_out_frames"]) == ("on air", 1, 0, 0)
    assert (known["version"], known["source"], known["message"]) == ("2.1.3", "127.0.0.1", "")
    assert known["uptime_seconds"] < 600
    assert 0 <= known["buffer_seconds"] < 3
    source, buffer, told = ask(radio, "source everset", "buffer_length everset", "metadata record")
    assert source == "127.0.0.1"
    assert 0.5 < buffer < 1.5
    assert told[0]["title"] == "0"


@pytest.mark.slow
def test_titles_come_with_the_frame_that_they_belong_to(everset: Station) -> None:
    changes = [14 * RATE + 1, 15 * RATE + 12_345, 17 * RATE + 777]  # behind what is sent at once
    play(everset, *changes)
    with liquidsoap(TITLED) as radio:
        on_air(everset, radio)
        last = radio.folder / f"{len(changes)}.wav"
        eventually(lambda: len(pcm(last)) > RATE, 30)
        reader = everset.reader()
        for number, at in enumerate(changes, 1):
            frames = frames_of(pcm(radio.folder / f"{number}.wav"), reader)
            assert at - RATE // 10 <= frames[0] <= at + REOPENED + RATE // 10
        assert not (radio.folder / "Station.wav").exists()


@pytest.mark.slow
def test_a_source_that_is_cut_off_goes_on_at_the_very_frame(everset: Station, radio: Liquidsoap) -> None:
    """Liquidsoap plays on what it has in hand, and gets the rest in time."""
    play(everset)
    ear = Ear(radio, everset)
    outputs = on_air(everset, radio)
    ear.heard(1)
    before = facts(outputs)
    ask(radio, "stop everset")
    eventually(lambda: "closed the connection" in outputs.errors.read_text())
    reaches(outputs, "on air")
    programme = ear.heard(4).programme()
    lost = np.diff(programme) - 1
    assert np.count_nonzero(lost) <= 1  # what was on its way when it was cut
    assert 0 <= lost.max() < RATE
    assert facts(outputs)["left_out_frames"] == before["left_out_frames"]


@pytest.mark.slow
def test_a_liquidsoap_that_died_is_fed_again_and_nobody_else_notices(everset: Station, radio: Liquidsoap) -> None:
    play(everset)
    outputs = on_air(everset, radio)
    player = Player(outputs.ask("status")["outputs"][0]["port"]).heard(1)
    radio.kill()
    away = reaches(outputs, "unreachable")
    assert away["clients"] == 0
    assert f"Liquidsoap at 127.0.0.1:{radio.port}/everset can't be reached" in away["message"]
    assert "start it, or check host and port" in away["message"]
    player.heard(9)  # of which four at once: it is away for more than a second, however soon it comes back
    radio.start()
    back = reaches(outputs, "on air")
    ear = Ear(radio, everset)
    assert back["left_out_frames"] > RATE
    assert holes(ear.heard(3).frames()) == []
    assert not player.ended
    status = outputs.ask("status")
    assert (status["skipped_frames"], status["ident_frames"], status["outputs"][0]["late"]) == (0, 0, 0)


@pytest.mark.slow
def test_a_liquidsoap_that_hangs_is_given_up_and_nobody_else_notices(everset: Station, radio: Liquidsoap) -> None:
    play(everset)
    outputs = on_air(everset, radio)
    player = Player(outputs.ask("status")["outputs"][0]["port"]).heard(1)
    with radio.halted():
        stalled = reaches(outputs, "stalled")
        assert (stalled["late"], stalled["clients"]) == (1, 0)
        assert "took nothing for 5 s: see whether it hangs" in stalled["message"]
        got = len(player.sound())
        eventually(lambda: len(player.sound()) > got + 24_000)
    reaches(outputs, "on air")
    ear = Ear(radio, everset)
    assert ear.heard(3).programme().size
    status = outputs.ask("status")
    assert (status["skipped_frames"], status["ident_frames"], player.ended) == (0, 0, False)
    assert outputs.ask("status")["outputs"][-1]["left_out_frames"] > RATE


@pytest.fixture
def rival(radio: Liquidsoap) -> Iterator[socket.socket]:
    """Another source, which has the mount."""
    login = base64.b64encode(f"source:{PASSWORD}".encode()).decode()
    with socket.create_connection(("127.0.0.1", radio.port)) as connection:
        head = f"PUT /everset HTTP/1.1\r\nAuthorization: Basic {login}\r\nContent-Type: audio/wav\r\n\r\n"
        connection.sendall(head.encode())
        assert b"200 OK" in connection.recv(99)
        yield connection


@pytest.mark.parametrize(
    ("settings", "state", "advice"),
    [
        ({"password": "wrong one"}, "wrong password", "refuses source's password: set the user and password"),
        ({"mount": "/nowhere"}, "no such mount", "name one that its script has"),
    ],
)
def test_a_refusal_is_a_state_with_what_to_do_and_no_password(
    everset: Station, radio: Liquidsoap, settings: dict[str, str], state: str, advice: str
) -> None:
    outputs = everset.start("outputs", **OUTPUTS, liquidsoap=[radio.place(**settings)]).up()
    found = reaches(outputs, state)
    assert advice in found["message"]
    for said in (str(outputs.ask("status")), outputs.errors.read_text(), *log_files(everset.places.logs)):
        assert "wrong one" not in said
        assert PASSWORD not in said
    assert outputs.ask("status")["outputs"][0]["state"] == "ident"


def test_a_mount_that_another_source_has_is_waited_for(
    everset: Station, radio: Liquidsoap, rival: socket.socket
) -> None:
    outputs = everset.start("outputs", **OUTPUTS, liquidsoap=[radio.place()]).up()
    assert "another source has the mount" in reaches(outputs, "mount busy")["message"]
    rival.close()
    reaches(outputs, "ident")


def test_a_command_server_that_is_away_costs_its_facts_alone(
    everset: Station, radio: Liquidsoap, tmp_path: Path
) -> None:
    away = str(tmp_path / "no.sock")
    outputs = everset.start("outputs", **OUTPUTS, liquidsoap=[radio.place(server=away)]).up()
    found = reaches(outputs, "ident")
    assert found["server"] == "away"
    assert away in found["server_message"]
    assert "version" not in found


def log_files(folder: Path) -> list[str]:
    return [path.read_text() for path in folder.iterdir()]
