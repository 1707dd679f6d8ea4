"""What the page is told of the audience: who came and went, and how far everyone is, in a few numbers."""

import asyncio
import os
import socket

from engine.outputs.audience import TURNS, Audience
from engine.outputs.encoded import NOT_PROGRAMME, Encoded
from engine.outputs.mp3 import FRAME
from engine.outputs.tape import Tape
from engine.outputs.telling import EVERY, Telling


class Room:
    """An audience over socket pairs."""

    def __init__(self) -> None:
        self.tape = Tape(1_000, FRAME)
        self.audience = Audience(self.tape, lambda _: "", burst=3, limit=900, clock=lambda: 5.0)
        self.telling = Telling([self.audience])
        self.ends: list[socket.socket] = []

    def append(self, first: int | None, count: int) -> None:
        frame = NOT_PROGRAMME if first is None else first * FRAME
        self.tape.append(Encoded(bytes(100 * count), [100] * count, frame, FRAME))

    def join(self, key: str) -> int:
        ours, theirs = socket.socketpair()
        self.ends.append(theirs)
        ours.setblocking(False)
        with ours:
            return self.audience.join(os.dup(ours.fileno()), key, self.audience.first(), b"").number

    def turns(self, count: int = TURNS) -> None:
        async def serve() -> None:
            for _ in range(count):
                await self.audience.serve()

        asyncio.run(serve())

    def close(self) -> None:
        self.audience.close()
        for end in self.ends:
            end.close()


def test_who_comes_is_told_once_and_then_only_how_far_everyone_is() -> None:
    room = Room()
    room.append(0, 10)
    numbers = [room.join(key) for key in ("a", "", "b")]
    news = room.telling.news(100.0)
    assert news is not None
    assert [(one["number"], one["key"], one["start_frame"], one["sent_frame"]) for one in news["came"]] == [
        (numbers[0], "a", 7 * FRAME, 10 * FRAME),
        (numbers[2], "b", 7 * FRAME, 10 * FRAME),
    ]
    assert (news["count"], news["left"]) == (3, [])
    assert room.telling.news(100.0 + EVERY / 2) is None
    room.append(10, 5)
    room.turns(2)
    news = room.telling.news(100.0 + EVERY)
    assert news is not None
    assert (news["came"], news["behind"]) == ([], [])
    assert sorted(frame or 0 for frame in news["sent"]) == [0, 0, 15 * FRAME, 15 * FRAME]
    room.ends[0].close()
    room.append(15, 1)
    room.turns()
    news = room.telling.news(100.0 + EVERY)
    assert news is not None
    assert (news["count"], news["left"]) == (2, [numbers[0]])
    room.close()


def test_those_whose_sockets_are_full_are_told_apart() -> None:
    room = Room()
    room.append(0, 3)
    number = room.join("slow")
    place = 3
    while not room.audience.behind():
        room.append(place, 100)
        place += 100
        room.turns()
    news = room.telling.news(1.0)
    assert news is not None
    ((told, sent),) = news["behind"]
    assert told == number
    assert 0 < sent < place * FRAME
    assert max(news["sent"]) == place * FRAME
    room.close()


def test_after_a_jump_everyone_is_told_anew() -> None:
    room = Room()
    room.append(None, 5)
    room.join("a")
    assert [one["start_frame"] for one in room.telling.whole()["listeners"]] == [None]
    room.telling.news(1.0)
    room.append(50, 5)
    told = []
    for _ in range(TURNS + 2):
        room.turns(1)
        told.append(room.telling.news(1.1))
    (whole,) = [one for one in told if one]
    assert whole["event"] == "listeners"
    assert [(one["start_frame"], one["sent_frame"]) for one in whole["listeners"]] == [(47 * FRAME, 55 * FRAME)]
    room.close()
