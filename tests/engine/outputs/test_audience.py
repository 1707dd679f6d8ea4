"""Turns: a few listeners are served at once, once a period; many at different times."""

import asyncio

from engine.outputs.audience import SHARED, TURNS
from tests.engine.outputs.test_telling import Room


def test_a_few_listeners_share_one_turn_and_more_of_them_take_others() -> None:
    room = Room()
    room.append(0, 3)
    assert room.audience.pause == TURNS
    for _ in range(SHARED):
        room.join("")
    assert len({one.turn for one in room.audience.listeners.values()}) == 1
    room.turns(TURNS)
    assert room.audience.pause == TURNS
    room.join("")
    room.join("")
    assert len({one.turn for one in room.audience.listeners.values()}) == 2
    assert room.audience.pause == 1
    room.close()


def test_what_was_slept_through_is_served_at_once() -> None:
    room = Room()
    room.append(0, 3)
    for _ in range(SHARED + 1):
        room.join("a")
    room.append(3, 5)
    asyncio.run(room.audience.serve(TURNS))
    assert {one.offset for one in room.audience.listeners.values()} == {room.tape.end}
    assert set(room.audience.served) == {8}
    room.close()
