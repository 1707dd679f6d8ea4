"""The tape: where every unit lies, and which programme frame it is, for as long as it is kept."""

import pytest

from engine.outputs.encoded import NOT_PROGRAMME, Encoded
from engine.outputs.tape import Tape

FRAME = 1_152


def run(first: int | None, count: int, size: int = 100, fill: int = 0) -> Encoded:
    """``count`` units from unit ``first`` of the programme on, or of the ident."""
    data = b"".join(bytes([(fill + number) % 251]) * size for number in range(count))
    return Encoded(data, [size] * count, NOT_PROGRAMME if first is None else first * FRAME, FRAME)


def test_what_was_appended_is_there_in_one_piece_however_long_it_ran() -> None:
    tape, written = Tape(50, FRAME), b""
    for turn in range(1_000):
        part = run(turn * 7, 7, size=99 + turn % 3, fill=turn)
        tape.append(part)
        written += part.data
        assert tape.end == len(written)
        assert tape.next - tape.first >= min(50, tape.next)
        start = tape.start_of(tape.first)
        assert bytes(tape.view(start, tape.end)) == written[start:]
    assert tape.next == 7_000
    assert tape.jumps == 0
    oldest = tape.start_of(tape.first)
    assert [tape.number_at(byte) - tape.first for byte in (oldest, oldest + 98, oldest + 102)] == [0, 0, 1]


def test_frames_are_found_by_number_and_numbers_by_frame() -> None:
    tape = Tape(100, FRAME)
    for part in (run(10, 5), run(None, 3), run(30, 4)):
        tape.append(part)
    assert [tape.frame_of(number) for number in (0, 4, 5, 7, 8, 11, 12)] == [
        10 * FRAME, 14 * FRAME, None, None, 30 * FRAME, 33 * FRAME, None,
    ]  # fmt: skip
    assert [tape.number_of(frame * FRAME) for frame in (10, 14, 15, 30, 33, 34)] == [0, 4, None, 8, 11, None]
    assert tape.number_of(11 * FRAME - 5) == 1
    assert tape.next_frame == 34 * FRAME
    assert tape.jumps == 2


@pytest.mark.parametrize(
    ("begun", "number", "heard"),
    [
        (0, 0, None),
        (0, 1, (10, 11)),
        (2, 5, (12, 15)),
        (2, 8, (12, 15)),  # the ident is on: what was heard last holds
        (2, 9, (24, 31)),  # six units came before this one
        (6, 8, None),
        (6, 12, (28, 34)),
    ],
)
def test_what_a_listener_heard_is_counted_back_from_what_they_hear_now(
    begun: int, number: int, heard: tuple[int, int] | None
) -> None:
    tape = Tape(100, FRAME)
    for part in (run(10, 5), run(None, 3), run(30, 4)):
        tape.append(part)
    expected = None if heard is None else (heard[0] * FRAME, heard[1] * FRAME)
    assert tape.heard(begun, number) == expected


def test_a_long_ident_does_not_make_it_forget_what_was_before() -> None:
    tape = Tape(10, FRAME)
    tape.append(run(10, 5))
    for _ in range(2_000):
        tape.append(run(None, 5))
    assert tape.first > 5
    assert tape.heard(2, tape.next) == (12 * FRAME, 15 * FRAME)
