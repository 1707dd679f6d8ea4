"""Controllers on real ports of JACK's, an engine that plays, and between them the process itself."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from benchmarks.room import room
from tests.support.mixing import rms
from tests.support.seam import Booth
from tests.support.station import RATE, Process, Station
from tests.support.surface import Surface, plugged
from tests.support.wait import eventually

pytestmark = [pytest.mark.slow, pytest.mark.jack_midi]

LOST = 20
FADER = (0xB0, 0x13, 0x33)  # deck a's on a DDJ-400


@pytest.fixture
def booth(everset: Station, jack_running: dict[str, str]) -> Iterator[Booth]:
    yield Booth(everset)


@pytest.fixture
def midi(booth: Booth, jack_running: dict[str, str]) -> Process:
    return booth.everset.start("midi", enabled=True, api="jack", popen={"env": jack_running}).up()


def controllers(midi: Process) -> list[dict[str, Any]]:
    return list(midi.ask("status")["controllers"])


def there(midi: Process, count: int = 1) -> list[dict[str, Any]]:
    """The controllers, once ``count`` of them are heard, and the engine with them."""
    return eventually(lambda: midi.ask("status")["engine"] and len(found := controllers(midi)) == count and found)


def pick_up(surface: Surface, midi: Process, *numbers: int) -> None:
    """Sweep a control of 14 bits from one end to the other; on its way it is picked up. No faster than JACK: it loses
    what is more than a cycle holds."""
    for value in range(0, 0x4000, 300):
        fine(surface, *numbers, value)
        if value % 3_000 == 0:
            arrived(surface, midi)
    arrived(surface, midi)


def arrived(surface: Surface, midi: Process) -> None:
    """Wait until what was sent is there, but for what JACK may lose where a busy machine misses a cycle."""
    eventually(lambda: any(abs(one["heard"] - surface.sent) <= LOST for one in controllers(midi)))


def fine(surface: Surface, status: int, high: int, low: int, value: int) -> None:
    surface.send(status, high, value >> 7)
    surface.send(status, low, value & 0x7F)


def state(booth: Booth) -> dict[str, Any]:
    return dict(booth.engine.ask("hand_state", source="looking on"))


def test_a_fader_moves_the_sound_and_nothing_else(booth: Booth, midi: Process) -> None:
    with plugged() as surface:
        (found,) = there(midi)
        assert (found["name"], found["port"], found["lamps"]) == ("Pioneer DDJ-400", "DDJ-400:midi", True)
        pick_up(surface, midi, *FADER)
        eventually(lambda: fine(surface, *FADER, 0) or state(booth)["a"]["fader"]["position"] == 0.0)
        told = state(booth)
        assert told["a"]["fader"]["source"] == "midi:DDJ-400:midi"
        assert [name for deck in "ab" for name, one in told[deck].items() if one["claimed"]] == ["fader"]
        surface.send(0x91, 0x0C, 0x7F)  # the other deck's cue: now nothing sounds
        booth.reach(booth.everset.reader().head + RATE)
        head = booth.everset.reader().head
        assert rms(booth.ring(head - RATE // 4, head)) < 1e-4


def test_lamps_follow_whoever_moves_it(booth: Booth, midi: Process) -> None:
    with plugged() as surface:
        there(midi)
        play, cue, mine = (0x90, 0x0B), (0x90, 0x0C), (0x90, 0x58)
        eventually(lambda: (surface.lamps.get(play), surface.lamps.get(cue), surface.lamps.get(mine)) == (127, 0, 0))
        surface.send(0x90, 0x0B, 0x7F)
        eventually(lambda: (surface.lamps[play], surface.lamps[cue], surface.lamps[mine]) == (0, 127, 127))
        booth.engine.ask("play", deck="a", source="somebody else")
        eventually(lambda: (surface.lamps[play], surface.lamps[cue]) == (127, 0))
        midi.stop()
        eventually(lambda: set(surface.lamps.values()) == {0})


def test_a_cable_that_is_pulled_out_gives_back_what_it_held_and_no_more(booth: Booth, midi: Process) -> None:
    with plugged("DDJ-400") as one, plugged("Club Mixer") as other:
        there(midi, 2)
        pick_up(one, midi, 0xB0, 0x0F, 0x2F)
        one.send(0x90, 0x4D, 0x7F)
        eventually(lambda: state(booth)["hold"])
        for value in range(0, 128, 3):
            other.send(0xB1, 7, value)
        arrived(other, midi)
        one.unplug()
        eventually(lambda: not state(booth)["a"]["low"]["claimed"])
        told = state(booth)
        assert told["hold"] is False
        assert told["b"]["fader"]["source"] == "midi:Club Mixer:midi"
        with plugged("DDJ-400") as again:
            there(midi, 2)
            pick_up(again, midi, 0xB0, 0x0F, 0x2F)
    eventually(lambda: controllers(midi) == [])
    eventually(lambda: booth.engine.ask("status")["hand"]["claims"] == 0)
    eventually(lambda: midi.ask("status")["engine"] is False)  # nobody to follow it for


def test_a_process_that_dies_gives_back_what_it_held(booth: Booth, midi: Process) -> None:
    with plugged() as surface:
        there(midi)
        pick_up(surface, midi, 0xB1, 0x0B, 0x2B)
        midi.kill()
        eventually(lambda: not state(booth)["b"]["mid"]["claimed"])


def test_an_engine_that_comes_back_finds_the_hand_where_it_was(booth: Booth, midi: Process) -> None:
    with plugged() as surface:
        there(midi)
        pick_up(surface, midi, 0xB0, 0x07, 0x27)
        surface.send(0x90, 0x4D, 0x7F)
        eventually(lambda: state(booth)["hold"])
        booth.restart()
        there(midi)
        told = eventually(lambda: (now := state(booth))["hold"] and now)
        assert told["a"]["high"]["source"] == "midi:DDJ-400:midi"


def test_panic_by_a_button(booth: Booth, midi: Process) -> None:
    with plugged() as surface:
        there(midi)
        surface.send(0x90, 0x48, 0x7F)
        eventually(lambda: booth.engine.ask("status")["hand"]["panics"] == 1)


def test_five_hundred_messages_replay_bit_for_bit(booth: Booth, midi: Process) -> None:
    random = np.random.default_rng(1)
    with plugged() as surface:
        there(midi)
        start = booth.everset.reader().head - RATE
        for sent in range(500):
            anything(surface, random)
            if sent % 10 == 9:
                arrived(surface, midi)
        status = booth.settled()
        assert status["touches"] > 100
        midi.stop()
    booth.engine.stop()
    end = booth.everset.reader().head
    heard = booth.ring(start, end)
    assert np.array_equal(heard.view(np.int32), booth.replayed(start, end).view(np.int32))


def anything(surface: Surface, random: np.random.Generator) -> None:
    """A hand on any control of either deck: faders and knobs go on from where they are, as hands do."""
    deck, kind = int(random.integers(2)), int(random.integers(10))
    if kind < 6:
        surface.send(0xB0 | deck, int(random.choice([0x07, 0x0B, 0x0F, 0x13])), int(random.integers(128)))
    elif kind == 6:
        surface.send(0xB6, int(random.choice([0x17, 0x18, 0x1F])), int(random.integers(128)))
    elif kind == 7:
        surface.send(0xB0 | deck, 0x22, int(random.choice([60, 68])))
    elif kind == 8:
        surface.send(0x97 + 2 * deck, int(random.integers(4)), 0x7F)
    else:
        surface.send(0x90 | deck, int(random.choice([0x0B, 0x0C, 0x58])), 0x7F)


def test_without_jack_it_waits_and_says_why(everset: Station) -> None:
    env = {"JACK_DEFAULT_SERVER": "nobody", "JACK_NO_START_SERVER": "1"}
    midi = everset.start("midi", enabled=True, api="jack", popen={"env": env}).up()
    status = eventually(lambda: (told := midi.ask("status"))["why"] and told)
    assert status["state"] == "waiting"
    assert "start a JACK server" in status["why"]
    assert midi.stop() == 0


def test_a_jack_server_that_ends_ends_it_so_that_it_can_begin_anew(everset: Station) -> None:
    with room() as server:
        midi = everset.start("midi", enabled=True, api="jack", popen={"env": server.environment}).up()
        eventually(lambda: midi.ask("status")["state"] == "running")
        server.stop()
        assert midi.popen.wait(20) == 1
    assert "the JACK server has gone" in midi.errors.read_text()
