"""How a mount goes along its tape: units of ten frames and one byte."""

from engine.outputs.encoded import NOT_PROGRAMME, Encoded
from engine.outputs.icecast.cursor import Cursor, Part
from engine.outputs.tape import Tape

UNIT = 10


def tape(count: int, frame: int = 0) -> Tape:
    made = Tape(100, UNIT)
    put(made, count, frame)
    return made


def put(made: Tape, count: int, frame: int) -> None:
    made.append(Encoded(bytes(range(made.next, made.next + count)), [1] * count, frame, UNIT))


def taken(cursor: Cursor) -> bytes:
    found = b""
    while (part := cursor.part(None)) is not None:
        found += part.data
        cursor.passed(part)
    return found


def test_a_mount_begins_with_the_burst_and_goes_on() -> None:
    made = tape(50)
    cursor = Cursor(made, burst=4, block=0)
    assert cursor.begin() == 0
    assert taken(cursor) == bytes(range(46, 50))
    assert cursor.known == 500
    put(made, 2, 500)
    assert taken(cursor) == bytes(range(50, 52))


def test_another_connection_goes_on_at_the_very_unit() -> None:
    made = tape(50)
    cursor = Cursor(made, burst=4, block=0)
    cursor.begin()
    taken(cursor)
    put(made, 20, 500)
    assert cursor.begin() == 0
    assert taken(cursor) == bytes(range(50, 70))


def test_another_process_goes_on_at_the_very_frame() -> None:
    for known, first in ((470, 47), (500, 50), (460, 46)):
        cursor = Cursor(tape(50), burst=4, block=0)
        cursor.known = known
        assert cursor.begin() == 0
        assert taken(cursor) == bytes(range(first, 50))


def test_what_did_not_arrive_is_sent_again_in_whole_units() -> None:
    made = Tape(100, UNIT)
    made.append(Encoded(bytes(30), [3] * 10, 0, UNIT))
    cursor = Cursor(made, burst=4, block=0)
    cursor.begin()
    assert len(taken(cursor)) == 12
    cursor.back(4)
    assert cursor.known == 80
    assert cursor.begin() == 0
    assert len(taken(cursor)) == 6


def test_what_icecast_may_have_of_a_block_is_sent_again() -> None:
    made = tape(50)
    cursor = Cursor(made, burst=4, block=2)
    cursor.begin()
    taken(cursor)
    cursor.begin()
    assert taken(cursor) == bytes(range(48, 50))


def test_what_is_forgotten_is_left_out_and_counted() -> None:
    cursor = Cursor(tape(50, frame=300), burst=4, block=0)
    cursor.known = 100
    assert cursor.begin() == 760 - 100
    assert taken(cursor) == bytes(range(46, 50))


def test_who_is_too_slow_jumps_to_the_burst() -> None:
    made = Tape(30, UNIT)
    made.append(Encoded(bytes(30_000), [1_000] * 30, 0, UNIT))
    cursor = Cursor(made, burst=4, block=0)
    cursor.begin()
    taken(cursor)
    for number in range(30, 200):
        made.append(Encoded(bytes(1_000), [1_000], number * UNIT, UNIT))
    assert made.first > 30
    assert cursor.keep_up() == (196 - 30) * UNIT
    assert len(taken(cursor)) == 4_000


def test_a_part_ends_where_the_title_changes_and_the_ident_has_no_frame() -> None:
    made = tape(20)
    put(made, 5, NOT_PROGRAMME)
    cursor = Cursor(made, burst=25, block=0)
    cursor.begin()

    def title(frame: int | None) -> str:
        return "station" if frame is None else "one" if frame < 95 else "two"

    parts: list[Part] = []
    while (part := cursor.part(title)) is not None:
        parts.append(part)
        cursor.passed(part)
    assert [(part.end, part.frame) for part in parts] == [(10, 0), (20, 100), (25, None)]
    assert cursor.known == 200
