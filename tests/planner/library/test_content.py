"""The content id belongs to the sound: not to tags, pictures or names."""

from pathlib import Path

import mutagen
import pytest
from mutagen.id3 import APIC

from engine.errors import SetAside
from planner.library.content import content_id
from tests.planner.library.sounds import RATE, encode, tone

KINDS = [
    ("a.mp3", "libmp3lame"),
    ("a.flac", "flac"),
    ("a.m4a", "aac"),
    ("a.opus", "libopus"),
    ("a.wav", "pcm_s16le"),
]


def make(path: Path, codec: str, hertz: float = 440.0) -> Path:
    rate = 48000 if codec == "libopus" else RATE
    return encode(path, tone(rate, rate, hertz), codec, rate)


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_new_tags_and_a_new_name_keep_it(tmp_path: Path, name: str, codec: str) -> None:
    path = make(tmp_path / name, codec)
    before = content_id(path)
    file = mutagen.File(path, easy=not name.endswith("wav"))
    if file.tags is None:
        file.add_tags()
    if name.endswith("wav"):
        file.tags.add(APIC(data=b"\x89PNG" * 20000, mime="image/png"))
    else:
        file["title"] = "Another title " * 500
    file.save()
    moved = path.rename(tmp_path / f"moved-{name}")
    assert content_id(moved) == before


def test_id3v1_at_the_end_keeps_it(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp3", "libmp3lame")
    before = content_id(path)
    path.write_bytes(path.read_bytes() + b"TAG" + b"Title".ljust(125, b"\x00"))
    assert content_id(path) == before


@pytest.mark.parametrize(("name", "codec"), KINDS)
def test_another_sound_changes_it(tmp_path: Path, name: str, codec: str) -> None:
    assert content_id(make(tmp_path / name, codec)) != content_id(make(tmp_path / f"b{name}", codec, 441.0))


def test_no_music_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("not music")
    with pytest.raises(SetAside):
        content_id(tmp_path / "a.mp3")
