"""Cue sheets, as players read them."""

from pathlib import Path

from engine.outputs.cue import CueSheet
from engine.programme.programme import Mark


def mark(title: str, artist: str = "") -> Mark:
    return Mark(at=0, kind="track", title=title, artist=artist)


def test_each_title_has_its_place_in_minutes_seconds_and_frames(tmp_path: Path) -> None:
    sheet = CueSheet(tmp_path / "set.flac", "Everset")
    sheet.note(0.0, None)
    sheet.note(12.5, mark("One", "A"))
    sheet.note(12.9, mark("One", "A"))  # it goes on
    sheet.note(3_671.0 + 74 / 75, mark('Tw"o\nlines'))
    sheet.write()
    assert (tmp_path / "set.cue").read_text().splitlines() == [
        'TITLE "Everset"',
        'FILE "set.flac" WAVE',
        "  TRACK 01 AUDIO",
        '    TITLE "Everset"',
        "    INDEX 01 00:00:00",
        "  TRACK 02 AUDIO",
        '    TITLE "One"',
        '    PERFORMER "A"',
        "    INDEX 01 00:12:38",
        "  TRACK 03 AUDIO",
        '    TITLE "Tw\'o lines"',
        "    INDEX 01 61:11:74",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["set.cue"]


def test_a_file_of_mp3_is_called_one(tmp_path: Path) -> None:
    assert 'FILE "set.mp3" MP3' in CueSheet(tmp_path / "set.mp3", "").text()
