"""A controller with its mapping: what its bytes ask for, and which lamps are lit. Time is passed in."""

from itertools import count

import pytest

from engine.midi.command import Command
from engine.midi.controller import Controller
from engine.midi.mapping import load_mapping
from engine.midi.mappings import SHIPPED
from engine.midi.values import bipolar, coarse
from tests.engine.midi.states import told


class Hands:
    """On a controller, a second between any two messages."""

    def __init__(self, name: str) -> None:
        self.controller = Controller(load_mapping(SHIPPED / f"{name}.toml"))
        self.controller.tell(told(), 0.0)
        self._seconds = count(1.0)

    def send(self, *data: int) -> list[Command]:
        return self.controller.hear(data, next(self._seconds))

    def told(self, **facts: object) -> None:
        self.controller.tell(told(**facts), next(self._seconds))


@pytest.fixture
def ddj() -> Hands:
    return Hands("ddj-400")


@pytest.fixture
def mixer() -> Hands:
    return Hands("generic-mixer")


def test_a_fader_of_14_bits_takes_over_where_it_crosses(ddj: Hands) -> None:
    ddj.told(a_fader=0.5)
    assert ddj.send(0xB0, 0x13, 0x10) == []
    assert ddj.send(0xB0, 0x33, 0x00) == []
    assert ddj.send(0xB0, 0x13, 0x3F) == [Command("touch", {"deck": "a", "control": "fader", "position": 0.492188})]
    (low,) = ddj.send(0xB0, 0x33, 0x7F)
    assert low.facts["position"] == pytest.approx(0.5, abs=1e-4)


def test_a_crossfader_has_no_deck(ddj: Hands) -> None:
    ddj.send(0xB6, 0x1F, 0x40)
    assert ddj.send(0xB6, 0x1F, 0x41)[0].facts.keys() == {"control", "position"}


def test_nothing_moves_while_nobody_told_where_it_stands() -> None:
    controller = Controller(load_mapping(SHIPPED / "generic-mixer.toml"))
    assert [controller.hear((0xB0, 7, value), 0.0) for value in (126, 127)] == [[], []]
    assert controller.lights() != []  # all out: nobody knows how they were
    assert {message[2] for message in Controller(controller.mapping).lights()} == {0}


def test_play_is_a_switch_by_what_sounds(ddj: Hands) -> None:
    assert ddj.send(0x90, 0x0B, 0x7F) == [Command("cue", {"deck": "a"})]
    assert ddj.send(0x90, 0x0B, 0x00) == []
    ddj.told(a_play=0.0)
    assert ddj.send(0x90, 0x0B, 0x7F) == [Command("play", {"deck": "a"})]
    assert ddj.send(0x91, 0x0C, 0x7F) == [Command("cue", {"deck": "b"})]


def test_buttons_ask_for_what_they_are(ddj: Hands) -> None:
    assert ddj.send(0x96, 0x46, 0x7F) == [Command("skip")]
    assert ddj.send(0x90, 0x4D, 0x7F) == [Command("hold", {"on": True})]
    ddj.told(hold=True)
    assert ddj.send(0x90, 0x4D, 0x7F) == [Command("hold", {"on": False})]
    assert ddj.send(0x91, 0x58, 0x7F) == [Command("hand_back", {"deck": "b"})]
    assert ddj.send(0x90, 0x60, 0x7F) == [Command("hand_back")]
    assert ddj.send(0x90, 0x48, 0x7F) == [Command("panic")]
    assert ddj.send(0x90, 0x7F, 0x7F) == []  # nobody's


def test_a_pad_is_a_stems_switch(ddj: Hands) -> None:
    assert ddj.send(0x97, 0x02, 0x7F) == [Command("touch", {"deck": "a", "control": "stem3", "position": 0.0})]
    assert ddj.send(0x97, 0x02, 0x7F) == [Command("touch", {"deck": "a", "control": "stem3", "position": 1.0})]


def test_a_wheel_nudges_and_lets_go(ddj: Hands) -> None:
    controller = ddj.controller
    asked = [command for number in range(40) for command in controller.hear((0xB1, 0x22, 66), 100 + number * 0.005)]
    assert asked[-1] == Command("nudge", {"deck": "b", "bend": 1.0})
    assert controller.turning
    assert controller.rest(100.5) == [Command("nudge", {"deck": "b", "bend": 0.0})]
    assert not controller.turning


def test_a_pitch_slider_is_picked_up_in_its_middle_and_bends(ddj: Hands) -> None:
    assert ddj.send(0xB0, 0x00, 0x7F) == []
    assert ddj.send(0xB0, 0x00, 0x60) == []
    assert ddj.send(0xB0, 0x00, 0x40) == []  # it has come to the middle: no bend, and none before
    (slower,) = ddj.send(0xB0, 0x00, 0x42)
    assert slower.name == "nudge"
    assert -0.05 < slower.facts["bend"] < 0.0  # its values fall towards the plus
    ddj.told(a_nudge=0.4)
    assert ddj.send(0xB0, 0x00, 0x43)[0].facts["bend"] < slower.facts["bend"]
    assert ddj.send(0xB0, 0x00, 0x40) == [Command("nudge", {"deck": "a", "bend": 0.0})]


def test_a_pitch_slider_that_was_left_aside_bends_nothing_when_the_deck_was_given_back(ddj: Hands) -> None:
    for value in (0x40, 0x41, 0x60):
        ddj.send(0xB0, 0x00, value)
    ddj.told(a_nudge=0.9)
    ddj.told()  # given back, by whomever
    assert ddj.send(0xB0, 0x00, 0x61) == []
    assert ddj.send(0xB0, 0x00, 0x42)[0].facts["bend"] == slower_by(0x42)


def test_buttons_nudge_while_they_are_held(mixer: Hands) -> None:
    assert mixer.send(0x90, 0x34, 0x7F) == [Command("nudge", {"deck": "a", "bend": 1.0})]
    assert mixer.send(0x80, 0x34, 0x40) == [Command("nudge", {"deck": "a", "bend": 0.0})]


def test_with_shift_a_knob_is_another_and_takes_over_anew(mixer: Hands) -> None:
    mixer.send(0xB0, 16, 64)
    assert mixer.send(0xB0, 16, 65)[0].facts["control"] == "high"
    mixer.send(0x90, 0x3C, 0x7F)
    assert mixer.send(0xB0, 16, 126) == []  # the first says where it is
    assert mixer.send(0xB0, 16, 127) == [Command("touch", {"deck": "a", "control": "stem1", "position": 1.0})]
    assert mixer.send(0xB0, 7, 127) == []  # the fader is in one layer: its first of all
    assert mixer.send(0xB0, 7, 126)[0].facts["control"] == "fader"
    mixer.send(0x90, 0x3C, 0x00)
    assert mixer.send(0xB0, 16, 65) == []  # the first again
    assert mixer.send(0xB0, 16, 64)[0].facts["control"] == "high"
    assert mixer.send(0xB0, 7, 125)[0].facts["control"] == "fader"  # it was in no other layer


def test_lamps_say_what_is(ddj: Hands) -> None:
    lights = {bytes(message[:2]): message[2] for message in ddj.controller.lights()}
    assert lights[bytes((0x90, 0x0B))] == 0x7F  # it sounds
    assert lights[bytes((0x90, 0x0C))] == 0
    assert lights[bytes((0x97, 0x00))] == 0x7F  # the stem sounds
    assert lights[bytes((0x90, 0x58))] == 0
    assert ddj.controller.lights() == []  # nothing twice
    ddj.told(a_play=0.0, hold=True)
    changed = {bytes(message) for message in ddj.controller.lights()}
    assert {bytes((0x90, 0x0B, 0)), bytes((0x90, 0x0C, 0x7F)), bytes((0x90, 0x4D, 0x7F))} <= changed
    assert {bytes((0x90, 0x58, 0x7F)), bytes((0x90, 0x60, 0x7F))} <= changed  # something is a hand's
    assert bytes((0x91, 0x58, 0x7F)) not in changed
    assert bytes((0x90, 0x0C, 0)) in ddj.controller.dark()


def test_a_lamp_of_shift_is_lit_while_it_is_held(mixer: Hands) -> None:
    mixer.controller.lights()
    mixer.send(0x90, 0x3C, 0x7F)
    assert mixer.controller.lights() == [bytes((0x90, 0x3C, 0x7F))]


def slower_by(value: int) -> float:
    return round(bipolar(1.0 - coarse(value)), 4)
