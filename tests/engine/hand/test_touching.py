"""Touches on their way to the audio side and back."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.hand.touching import Touching
from engine.programme.touch import NEXT, Touch
from ext.clock import SECOND
from tests.support.hands import back, move
from tests.support.parts import Parts


class Way:
    """To the audio side of an engine's parts, and what came back."""

    def __init__(self, folder: Path) -> None:
        self.parts = Parts(folder)
        self.made: list[Touch] = []
        self.touching = Touching(self.parts.render, self.made.extend)
        self.room = self.parts.mixer.touch_room
        self.now = 0

    def look(self) -> None:
        """A block further."""
        self.now += SECOND // 10
        self.parts.until(self.now)
        self.touching.look()


@pytest.fixture
def way(tmp_path: Path) -> Way:
    return Way(tmp_path)


def test_what_is_asked_comes_back_with_its_number_and_its_frame(way: Way) -> None:
    way.touching.ask([move(NEXT, "fader", 0.5), move(NEXT, "low", -3.0)])
    assert way.made == []
    way.look()
    assert [(touch.number, touch.place) for touch in way.made] == [(1, "a.fader"), (2, "a.low")]
    assert way.made[0].frame == way.made[1].frame == 0
    assert [replace(touch, number=0, frame=NEXT) for touch in way.made] == [
        move(NEXT, "fader", 0.5),
        move(NEXT, "low", -3.0),
    ]


def test_where_there_is_no_room_the_latest_value_of_a_control_wins(way: Way) -> None:
    for step in range(1_000):
        way.touching.ask([move(NEXT, "fader", step / 1_000)])
        way.touching.ask([move(NEXT, "filter", step / 500, deck="b")])
    assert way.touching.coalesced == 2_000 - way.room - 2
    for _ in range(3):
        way.look()
    assert len(way.made) == way.room + 2
    last = {touch.place: touch.value for touch in way.made}
    assert last == {"a.fader": 0.999, "b.filter": 1.998}


def test_what_goes_on_comes_behind_what_waits_and_what_begins_anew_takes_its_place(way: Way) -> None:
    nudge = Touch(doing="push", control="nudge", value=9.0, rate=0.02, glide=32)
    way.touching.ask([move(NEXT, "low", -1.0)] * way.room)
    way.touching.ask([nudge])
    way.touching.ask([Touch(doing="stop", control="nudge", glide=32), back(NEXT, "nudge", 0)])
    way.touching.ask([move(NEXT, "mid", 1.0), back(NEXT, "mid", 0)])
    way.touching.ask([move(NEXT, "mid", 2.0)])
    for _ in range(3):
        way.look()
    told = [(touch.control, touch.doing, touch.value) for touch in way.made[way.room :]]
    assert told == [("nudge", "push", 9.0), ("nudge", "stop", 0.0), ("nudge", "release", 0.0), ("mid", "move", 2.0)]
