"""Titles inside the stream: they change in the very MP3 frame, and the sound between them is untouched."""

import pytest

from engine.outputs.encoded import Encoded
from engine.outputs.icy import IcyStream, metadata
from engine.outputs.mp3 import FRAME
from engine.outputs.tape import Tape
from engine.outputs.titles import Titles
from engine.programme.programme import Mark


def unwoven(data: bytes, interval: int) -> tuple[bytes, list[tuple[int, str]]]:
    """The sound, and every title with the byte of sound that it stands before; written from the format
    alone."""
    sound, titles, place = b"", [], 0
    while place < len(data):
        sound += data[place : place + interval]
        place += interval
        if place >= len(data):
            break
        length = data[place] * 16
        block = data[place + 1 : place + 1 + length].rstrip(b"\0")
        if block:
            assert block.startswith(b"StreamTitle='") and block.endswith(b"';")
            titles.append((len(sound), block[13:-2].decode()))
        place += 1 + length
    return sound, titles


@pytest.mark.parametrize("interval", [16_000, 627, 100])
@pytest.mark.parametrize("taken", [17, 1_000, 10**6])
def test_the_sound_is_untouched_and_the_title_changes_where_the_frame_does(interval: int, taken: int) -> None:
    """``taken``: bytes that the connection takes at once; titles are cut anywhere."""
    tape = Tape(200, FRAME)
    sound = b"".join(bytes([number % 251]) * 627 for number in range(200))
    tape.append(Encoded(sound, [627] * 200, 0, FRAME))
    titles = Titles("Station")
    titles.follow(
        [
            Mark(at=0, kind="track", artist="A", title="One"),
            Mark(at=100 * FRAME + 5, kind="track", artist="B", title="Two"),
        ]
    )
    icy, woven, offset = IcyStream(interval), b"", 0
    while offset < tape.end:
        parts = icy.parts(tape, offset, min(tape.end, offset + 2_000), titles.at)[:8]
        count = min(taken, sum(len(data) for data, _ in parts))
        woven += b"".join(bytes(data) for data, _ in parts)[:count]
        sent, cut = icy.advance(parts, count)
        offset, woven = offset + sent, woven + cut
    unwound, seen = unwoven(woven, interval)
    assert unwound == sound
    assert [title for _, title in seen] == ["A - One", "B - Two"]
    changed = 101 * 627  # the first frame whose first sample lies behind the mark
    assert changed <= seen[1][0] <= changed + interval


@pytest.mark.parametrize(
    ("title", "sent"),
    [
        ("Björk - Jóga", "Björk - Jóga"),
        ("It's a 'Test'; really", "It’s a ’Test’; really"),
        ("line\nbreak\0\ttab", "line break tab"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_titles_are_utf8_and_never_break_the_format(title: str, sent: str) -> None:
    block = metadata(title)
    assert len(block) == 1 + 16 * block[0]
    assert block[1:].rstrip(b"\0").decode() == f"StreamTitle='{sent}';"


def test_a_title_that_is_too_long_is_cut_between_characters() -> None:
    block = metadata("ü" * 9_000)
    assert block[0] == 255
    text = block[1:].rstrip(b"\0").decode()
    assert text.endswith("ü';")


def test_what_has_no_title_has_the_stations_name() -> None:
    titles = Titles("Station")
    titles.follow(
        [
            Mark(at=0, kind="ident", length=100),
            Mark(at=50, kind="track", title="Only title"),
            Mark(at=60, kind="transition", track="next", title="Next", length=20),
            Mark(at=70, kind="ident", length=10),
            Mark(at=90, kind="track"),
        ]
    )
    heard = [titles.at(frame) for frame in (None, 0, 49, 50, 65, 69, 70, 79, 80, 90)]
    name, track = "Station", "Only title"
    assert heard == [name, name, name, track, track, track, name, name, track, name]
