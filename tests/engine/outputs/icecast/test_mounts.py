"""Outputs that feed a real Icecast: what its listeners hear of the programme, and what an operator is told of every
trouble."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from benchmarks.units import units
from engine.outputs.mp3 import FRAME
from tests.engine.outputs.test_icy import unwoven
from tests.support.feeding import ENGINE, OUTPUTS, play
from tests.support.icecast import PASSWORD, Icecast, another_source, icecast
from tests.support.player import Player
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

CHANGE = 9 * RATE  # where the title changes


def on_air(everset: Station, *mounts: dict[str, Any], **settings: Any) -> Process:
    """Outputs that feed ``mounts`` from an engine that plays."""
    play(everset, CHANGE)
    everset.start("engine", **ENGINE).up()
    return everset.start("outputs", **OUTPUTS, **settings, icecast=list(mounts)).up()


def facts(outputs: Process, number: int = 0) -> dict[str, Any]:
    """What ``status`` says of a mount."""
    found = [one for one in outputs.ask("status")["outputs"] if one["name"].startswith("icecast ")]
    return dict(found[number])


def reaches(outputs: Process, state: str, number: int = 0, within: float = 30) -> dict[str, Any]:
    """Wait for it."""
    return eventually(lambda: found if (found := facts(outputs, number))["state"] == state else None, within)


def built_in(outputs: Process) -> Player:
    return Player(int(outputs.ask("status")["outputs"][0]["port"]))


@dataclass
class Heard:
    """What one listener has of what another one has, MP3 frame by MP3 frame."""

    places: np.ndarray

    @classmethod
    def of(cls, listener: bytes, reference: bytes) -> "Heard":
        known = {frame: place for place, frame in enumerate(units(reference))}
        return cls(np.array([known.get(frame, -1) for frame in units(listener)]))

    @property
    def whole(self) -> bool:
        """Whether one frame follows the other, from the first to the last that both have."""
        there = np.flatnonzero(self.places >= 0)
        between = self.places[there[0] : there[-1] + 1]
        return len(between) > 50 and bool(np.all(np.diff(between) == 1))


@pytest.mark.parametrize("kind", ["mp3", "aac", "opus"])
def test_a_listener_of_a_mount_hears_the_programme(everset: Station, server: Icecast, kind: str) -> None:
    outputs = on_air(everset, server.place(f"/{kind}", format=kind, name="Night Bus", genre="House"))
    assert reaches(outputs, "on air")["clients"] == 1
    sound = Player(server.port, kind=kind, path=f"/{kind}").heard(4).decoded(middle=True)
    reference = everset.reader()
    middle = sound[RATE : 3 * RATE, 0]
    truth = reference.read(reference.tail, reference.head - reference.tail)[:, 0]
    length = 1 << (len(truth) + len(middle)).bit_length()
    match = np.fft.irfft(np.fft.rfft(truth, length) * np.conj(np.fft.rfft(middle, length)), length)
    place = int(np.argmax(match[: len(truth)]))
    assert np.corrcoef(truth[place : place + len(middle)], middle)[0, 1] > 0.8
    told = server.sources()[f"/{kind}"]
    assert (told["server_name"], told["genre"]) == ("Night Bus", "House")


def test_a_mount_gets_what_the_built_in_stream_gets_and_titles_where_they_change(
    everset: Station, server: Icecast
) -> None:
    outputs = on_air(everset, server.place())
    reaches(outputs, "on air")
    reference = built_in(outputs)
    player = Player(server.port, "Icy-MetaData: 1", path="/live.mp3")
    eventually(lambda: b"StreamTitle='1'" in player.sound(), 30)
    player.heard(len(player.sound()) * 8 / 192_000 + 1)
    sound, titles = unwoven(player.sound(), 16_000)
    assert [title for _, title in titles] == ["0", "1"]
    assert Heard.of(sound, reference.sound()).whole
    (listener,) = outputs.ask("listeners")["listeners"]
    begun = Heard.of(sound, reference.sound()).places[0] * FRAME + listener["start_frame"]
    changed = titles[1][0] * 8 / 192_000 * RATE + begun
    late = (changed - CHANGE) / RATE
    assert -0.1 < late < 16_000 * 8 / 192_000 + 0.2  # players get titles every 16,000 bytes


def test_a_wrong_password_is_said_and_the_stream_goes_on(everset: Station, server: Icecast) -> None:
    outputs = on_air(everset, server.place(password="wrong one"), server.place("/other.mp3"))
    trouble = reaches(outputs, "wrong password")
    assert "source-password of its icecast.xml" in trouble["message"]
    assert "wrong one" not in trouble["message"]
    reaches(outputs, "on air", 1)
    built_in(outputs).heard(1)
    assert PASSWORD not in outputs.errors.read_text() + str(facts(outputs, 1))


def test_a_busy_mount_is_taken_when_the_other_source_goes(everset: Station, server: Icecast) -> None:
    with another_source(server, "/busy.mp3"):
        outputs = on_air(everset, server.place("/busy.mp3"))
        assert "has a source already" in reaches(outputs, "mount busy")["message"]
        built_in(outputs).heard(1)
    assert reaches(outputs, "on air")["message"] == ""


def test_nobody_there_is_said_until_somebody_is(everset: Station) -> None:
    with icecast() as server:
        server.kill()
        outputs = on_air(everset, server.place())
        assert "start it" in reaches(outputs, "unreachable")["message"]
        built_in(outputs).heard(1)
        server.start()
        reaches(outputs, "on air")
        Player(server.port, path="/live.mp3").heard(1)


def test_a_server_that_starts_again_gets_the_sound_from_where_it_stopped(everset: Station) -> None:
    with icecast() as server:
        outputs = on_air(everset, server.place())
        reaches(outputs, "on air")
        reference = built_in(outputs)
        before = Player(server.port, path="/live.mp3").heard(3)
        server.kill()
        eventually(lambda: before.ended)
        server.start()
        reaches(outputs, "on air")
        after = eventually(lambda: player if (player := Player(server.port, path="/live.mp3").heard(3, 3)) else None)
        assert facts(outputs)["left_out_frames"] == 0
        assert Heard.of(before.sound(), reference.sound()).whole
        assert Heard.of(after.sound(), reference.sound()).whole


def test_a_server_that_does_not_read_is_left_and_found_again(everset: Station) -> None:
    with icecast() as server:
        outputs = on_air(everset, server.place())
        reaches(outputs, "on air")
        with server.halted():
            assert "took nothing for 10 s" in reaches(outputs, "stalled", within=40)["message"]
            built_in(outputs).heard(1)
        reaches(outputs, "on air")
        assert facts(outputs)["late"] == 1
        Player(server.port, path="/live.mp3").heard(1)


def test_outputs_that_are_killed_go_on_at_the_very_frame(everset: Station, server: Icecast) -> None:
    long = {"queue_seconds": 40}
    outputs = on_air(everset, server.place("/going.mp3"), **long)
    reaches(outputs, "on air")
    before = Player(server.port, path="/going.mp3").heard(4)
    outputs.kill()
    after = everset.start("outputs", **OUTPUTS, **long, icecast=[server.place("/going.mp3")]).up()
    reaches(after, "on air")
    eventually(lambda: before.ended)
    player = Player(server.port, path="/going.mp3").heard(4)
    status = after.ask("status")
    oldest = max(everset.reader().tail + RATE, status["position"] - 40 * RATE)
    reference = Player(status["outputs"][0]["port"], path=f"/stream.mp3?from={oldest}").heard(20)
    assert facts(after)["left_out_frames"] == 0
    first, second = (Heard.of(one.sound(), reference.sound()) for one in (before, player))
    assert first.whole
    assert second.whole
    assert second.places[0] <= first.places.max() + 1
