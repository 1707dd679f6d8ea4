"""Tags of every format, and names when there are none."""

import os
from pathlib import Path

import mutagen
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import TIT2, TPE1

from planner.library.tags import from_name, printable, read_tags
from tests.planner.library.sounds import RATE, encode, tone


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp3", "libmp3lame"), ("a.flac", "flac"), ("a.m4a", "aac"), ("a.opus", "libopus")]
)
def test_tags_of_each_format(tmp_path: Path, name: str, codec: str) -> None:
    rate = 48000 if codec == "libopus" else RATE
    path = encode(tmp_path / name, tone(rate, rate), codec, rate)
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    file.update({"title": "Ночь", "artist": "Björk", "album": "三", "genre": "House"})
    file.save()
    tags = read_tags(path)
    assert (tags.title, tags.artist, tags.album, tags.genre) == ("Ночь", "Björk", "三", "House")


def test_a_wav_has_id3_frames(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.wav", tone(RATE), "pcm_s16le")
    file = mutagen.File(path)
    file.add_tags()
    file.tags.add(TIT2(text="Wave"))
    file.tags.add(TPE1(text="Someone"))
    file.save()
    assert (read_tags(path).title, read_tags(path).artist) == ("Wave", "Someone")


def test_without_tags_the_name_speaks(tmp_path: Path) -> None:
    path = encode(tmp_path / "Someone - Some title.flac", tone(RATE), "flac")
    assert (read_tags(path).artist, read_tags(path).title) == ("Someone", "Some title")
    assert from_name(Path("x/Plain.mp3")) == ("", "Plain")
    assert from_name(Path("x/ - .mp3")) == ("", "-")


def test_broken_tags_fall_back_to_the_name(tmp_path: Path) -> None:
    path = encode(tmp_path / "Title.mp3", tone(RATE), "libmp3lame", options={"id3v2_version": "0"})
    path.write_bytes(b"ID3\x04\x00\xff\x7f\x7f\x7f\x7fTIT2\x00\x00\x7f\x7f" + os.urandom(200) + path.read_bytes())
    assert read_tags(path).title == "Title"


def test_a_file_that_is_not_there_still_has_a_title(tmp_path: Path) -> None:
    assert read_tags(tmp_path / "gone.mp3").title == "gone"


def test_a_name_that_is_not_utf8_is_made_printable() -> None:
    title = from_name(Path(os.fsdecode(b"caf\xe9 \xff.mp3")))[1]
    assert title == "caf� �"
    assert title.encode("utf-8")


@given(st.text(alphabet=st.characters()))
def test_printable_is_one_clean_line(text: str) -> None:
    line = printable(text)
    assert line.encode("utf-8") is not None
    assert len(line) <= 300
    assert "\n" not in line
    assert "\x00" not in line
