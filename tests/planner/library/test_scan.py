"""Finding files and telling what changed."""

import os
import shutil
from pathlib import Path

from engine.errors import SetAside
from planner.library.scan import SeenFile, changes, find_files, sight


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_finds_music_recursively_in_order(tmp_path: Path) -> None:
    wanted = [touch(tmp_path / name) for name in ("a.MP3", "b/c.flac", "b/d/Музыка.ogg", "b/z.m4a")]
    for name in ("cover.jpg", "b/notes.txt", ".hidden/x.mp3", "b/._resource.mp3"):
        touch(tmp_path / name)
    (tmp_path / "folder.mp3").mkdir()
    os.mkfifo(tmp_path / "pipe.mp3")
    (tmp_path / "dangling.mp3").symlink_to(tmp_path / "nowhere")
    assert sorted(find_files(tmp_path)) == sorted(wanted)
    assert list(find_files(tmp_path)) == list(find_files(tmp_path))


def test_a_loop_of_links_ends_and_links_are_followed_once(tmp_path: Path) -> None:
    touch(tmp_path / "music/a.mp3")
    (tmp_path / "music/loop").symlink_to(tmp_path / "music")
    outside = touch(tmp_path / "outside/b.mp3")
    (tmp_path / "music/link").symlink_to(tmp_path / "outside")
    names = [path.name for path in find_files(tmp_path / "music")]
    assert sorted(names) == ["a.mp3", outside.name]


def test_a_folder_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    problems: list[OSError] = []
    touch(tmp_path / "good/a.mp3")
    gone = tmp_path / "not-there"
    assert list(find_files(gone, problems.append)) == []
    assert problems[0].filename == str(gone)


def test_names_that_are_not_utf8_are_found(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff\xfe.mp3")).write_bytes(b"x")
    (found,) = find_files(tmp_path)
    assert os.fsencode(found).endswith(b"/\xff\xfe.mp3")
    assert sight(found).size == 1


def seen(path: str, mtime: int = 1, content: str = "") -> SeenFile:
    return SeenFile(path, 10, mtime, content)


def test_unchanged_files_are_not_read() -> None:
    def never(path: str) -> str:
        raise AssertionError(path)

    result = changes([seen("/a", content="A")], [seen("/a")], never)
    assert not (result.new or result.changed or result.gone or result.moved or result.retagged)


def test_every_kind_of_change() -> None:
    known = [seen("/same", content="S"), seen("/old", content="M"), seen("/edit", content="E"),
             seen("/tag", content="T"), seen("/gone", content="G")]  # fmt: skip
    found = [seen("/same"), seen("/moved"), seen("/edit", 2), seen("/tag", 2), seen("/new"), seen("/text")]
    contents = {"/moved": "M", "/edit": "E2", "/tag": "T", "/new": "N"}

    def identify(path: str) -> str:
        if path == "/text":
            raise SetAside("text", "text: remove it")
        return contents[path]

    result = changes(known, found, identify)
    assert result.new == [seen("/new", content="N")]
    assert result.changed == [seen("/edit", 2, "E2")]
    assert result.gone == [seen("/gone", content="G")]
    assert result.moved == [(seen("/old", content="M"), seen("/moved", content="M"))]
    assert result.retagged == [(seen("/tag", content="T"), seen("/tag", 2, "T"))]
    assert [(file.path, reason.code) for file, reason in result.refused] == [("/text", "text")]


def test_a_copy_is_new_while_the_original_stays() -> None:
    result = changes([seen("/a", content="A")], [seen("/a"), seen("/copy")], lambda _: "A")
    assert result.new == [seen("/copy", content="A")]
    assert not result.moved


def test_a_real_rename_is_a_move(tmp_path: Path) -> None:
    path = touch(tmp_path / "a.mp3")
    known = [SeenFile(*_marks(path), "A")]
    shutil.move(path, tmp_path / "b.mp3")
    result = changes(known, [sight(file) for file in find_files(tmp_path)], lambda _: "A")
    assert [(old.path, new.path) for old, new in result.moved] == [(str(path), str(tmp_path / "b.mp3"))]


def _marks(path: Path) -> tuple[str, int, int]:
    file = sight(path)
    return file.path, file.size, file.mtime_ns
