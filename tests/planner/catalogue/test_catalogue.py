"""Tracks by their content, files by their bytes, and what is gone stays known."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.catalogue import catalogue as module
from planner.catalogue.catalogue import Catalogue, KnownFile
from planner.database import Database
from planner.schema import PlannerVersion
from tests.planner.store_builders import track


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(Database(tmp_path / "planner.db", PlannerVersion, write=True))


def test_a_track_comes_back_as_it_was_put(catalogue: Catalogue) -> None:
    one = track("a", title="Title", artist="Artist", album="Album", genre="House", isrc="DE1234567890")
    catalogue.put(one, 10, 20)
    assert catalogue.track("a") == one
    assert list(catalogue.all()) == [one]
    assert catalogue.track("b") is None


def test_files_are_known_by_size_and_time(catalogue: Catalogue) -> None:
    catalogue.put(track("a"), 5_000_000_000, 1_763_000_000_123_456_789)
    known = KnownFile(5_000_000_000, 1_763_000_000_123_456_789, "a")
    assert catalogue.file_known("/music/a.flac") == known
    assert catalogue.file_known("/music/b.flac") is None
    assert catalogue.known_files() == {"/music/a.flac": known}


def test_a_path_that_is_no_utf8_survives(catalogue: Catalogue) -> None:
    path = os.fsdecode(b"/music/caf\xe9/\xff\xfe \xed\xa0\x80.mp3")
    title = os.fsdecode(b"\xff\xfe mix")
    catalogue.put(track("a", path, title=title), 1, 2)
    catalogue.set_aside(os.fsdecode(b"/bad\xff"), "unreadable", f"can't read {title}")
    found = catalogue.track("a")
    assert found is not None
    assert os.fsencode(found.path) == b"/music/caf\xe9/\xff\xfe \xed\xa0\x80.mp3"
    assert list(catalogue.known_files()) == [path]
    assert catalogue.file_known(path) is not None
    assert os.fsencode(catalogue.set_aside_list()[0].path) == b"/bad\xff"
    assert found.tags.title == "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} mix"
    found.tags.title.encode()  # what people see is text
    assert catalogue.tracks("mix") == [found]


def test_a_tag_with_a_zero_in_it(catalogue: Catalogue) -> None:
    catalogue.put(track("a", title="Ti\0tle"), 1, 2)
    assert [one.tags.title for one in catalogue.tracks("title")] == ["Title"]


@pytest.mark.parametrize("query", ["bjork", "BJÖRK", "army me", "me  post", "trip-hop", "army björk post hop", "rm"])
def test_search_finds_every_word_anywhere(catalogue: Catalogue, query: str) -> None:
    catalogue.put(track("a", title="Army of Me", artist="Björk", album="Post", genre="Trip-Hop"), 1, 2)
    catalogue.put(track("b", title="Windowlicker", artist="Aphex Twin"), 1, 2)
    assert [one.id for one in catalogue.tracks(query)] == ["a"]
    assert catalogue.count(query) == 1


@pytest.mark.parametrize(("query", "title"), [("sorhed", "Sørhęd"), ("strasse", "Straße"), ("lodz", "Łódź")])
def test_search_without_the_right_keyboard(catalogue: Catalogue, query: str, title: str) -> None:
    catalogue.put(track("a", title=title), 1, 2)
    assert len(catalogue.tracks(query)) == 1


@pytest.mark.parametrize("query", ["%", "_", "\\", "100%"])
def test_search_takes_signs_as_they_are(catalogue: Catalogue, query: str) -> None:
    catalogue.put(track("a", title="plain"), 1, 2)
    assert catalogue.tracks(query) == []
    catalogue.put(track("b", title="100% a_b \\o/"), 1, 2)
    assert [one.id for one in catalogue.tracks(query)] == ["b"]


def test_lists_go_by_artist_and_title_in_pages(catalogue: Catalogue) -> None:
    for id, artist in [("x", "beta"), ("y", "Álpha"), ("z", "Beta"), ("a", "beta")]:
        catalogue.put(track(id, artist=artist), 1, 2)
    assert [one.id for one in catalogue.tracks()] == ["y", "a", "x", "z"]
    assert [one.id for one in catalogue.tracks(limit=2, offset=1)] == ["a", "x"]
    assert catalogue.count() == 4


def test_what_is_gone_stays_known_but_is_not_listed(catalogue: Catalogue) -> None:
    catalogue.put(track("a"), 1, 2)
    catalogue.forget("/music/a.flac")
    assert catalogue.tracks() == []
    assert catalogue.count() == 0
    assert list(catalogue.all()) == []
    assert catalogue.known_files() == {}
    assert catalogue.file_known("/music/a.flac") is None
    assert catalogue.track("a") == track("a")


def test_a_disk_that_was_away_needs_no_hearing_anew(catalogue: Catalogue) -> None:
    catalogue.put(track("a"), 1, 2)
    catalogue.forget("/music/a.flac")
    assert not catalogue.restore("/music/a.flac", 1, 3)
    assert catalogue.count() == 0
    assert catalogue.restore("/music/a.flac", 1, 2)
    assert catalogue.count() == 1


def test_two_files_of_one_sound_are_one_track(catalogue: Catalogue) -> None:
    catalogue.put(track("a", "/music/1.flac"), 1, 2)
    catalogue.put(track("a", "/music/2.flac"), 1, 2)
    assert catalogue.count() == 1
    catalogue.forget("/music/1.flac")
    assert [one.path for one in catalogue.tracks()] == ["/music/2.flac"]
    catalogue.forget("/music/2.flac")
    assert catalogue.tracks() == []


def test_a_file_with_other_sound_is_another_track(catalogue: Catalogue) -> None:
    catalogue.put(track("a", "/music/1.flac"), 1, 2)
    catalogue.put(track("b", "/music/1.flac"), 3, 4)
    assert [one.id for one in catalogue.tracks()] == ["b"]
    assert catalogue.file_known("/music/1.flac") == KnownFile(3, 4, "b")
    assert catalogue.track("a") is not None


def test_new_tags_replace_the_old_ones(catalogue: Catalogue) -> None:
    catalogue.put(track("a", title="old"), 1, 2)
    catalogue.put(track("a", title="new"), 1, 3)
    assert catalogue.tracks("old") == []
    assert [one.tags.title for one in catalogue.tracks("new")] == ["new"]


def test_a_moved_file_keeps_its_track(catalogue: Catalogue) -> None:
    catalogue.put(track("a", "/music/old.flac"), 1, 2)
    catalogue.forget("/music/old.flac")
    catalogue.move("a", "/music/new.flac")
    assert catalogue.known_files() == {"/music/new.flac": KnownFile(1, 2, "a")}
    assert [one.path for one in catalogue.tracks()] == ["/music/new.flac"]
    catalogue.move("a", "/music/new.flac")
    catalogue.move("unknown", "/music/other.flac")
    assert catalogue.count() == 1


def test_a_moved_file_is_the_one_that_is_gone(catalogue: Catalogue) -> None:
    catalogue.put(track("a", "/music/1.flac"), 1, 2)
    catalogue.put(track("a", "/music/2.flac"), 1, 2)
    catalogue.forget("/music/2.flac")
    catalogue.move("a", "/music/3.flac")
    assert set(catalogue.known_files()) == {"/music/1.flac", "/music/3.flac"}


def test_set_aside_with_its_reason_until_it_is_put(catalogue: Catalogue) -> None:
    catalogue.set_aside("/music/a.flac", "truncated", "ends early", 7, 8)
    catalogue.set_aside("/music/b.flac", "no-audio", "holds no audio")
    first, second = catalogue.set_aside_list()
    assert (first.path, first.code, first.message) == ("/music/a.flac", "truncated", "ends early")
    assert (first.size, first.mtime_ns) == (7, 8)
    catalogue.put(track("a"), 9, 10)
    catalogue.clear_set_aside(second.path)
    assert catalogue.set_aside_list() == []


def test_a_track_whose_file_broke_is_not_played(catalogue: Catalogue) -> None:
    catalogue.put(track("a"), 1, 2)
    catalogue.set_aside("/music/a.flac", "truncated", "ends early")
    assert catalogue.tracks() == []
    assert catalogue.track("a") is not None


def test_all_goes_on_past_a_chunk_and_while_things_change(catalogue: Catalogue) -> None:
    many = [f"{number:04}" for number in range(module.CHUNK + 5)]
    for id in many:
        catalogue.put(track(id), 1, 2)
    seen: list[str] = []
    for one in catalogue.all():
        if not seen:
            catalogue.forget(f"/music/{many[-1]}.flac")
        seen.append(one.id)
    assert seen == many[:-1]


def test_a_reader_sees_what_the_writer_put(catalogue: Catalogue, tmp_path: Path) -> None:
    reader = Catalogue(Database(tmp_path / "planner.db", PlannerVersion, write=False))
    catalogue.put(track("a"), 1, 2)
    assert reader.track("a") == track("a")
    catalogue.put(replace(track("a"), path="/music/b.flac"), 1, 2)
    assert reader.count() == 1


def test_a_track_that_was_gone_for_long_is_forgotten_and_one_that_came_back_is_not(catalogue: Catalogue) -> None:
    for name in ("gone", "back", "here"):
        catalogue.put(track(name), 1, 2)
    catalogue.forget("/music/gone.flac")
    catalogue.forget("/music/back.flac")
    catalogue.prune(now=100.0, before=0.0)
    assert catalogue.track("gone") is not None, "it may come back"
    catalogue.restore("/music/back.flac", 1, 2)
    catalogue.prune(now=200.0, before=100.0)
    assert catalogue.track("gone") is not None, "it went at 100"
    catalogue.prune(now=300.0, before=101.0)
    assert catalogue.track("gone") is None
    assert not catalogue.restore("/music/gone.flac", 1, 2), "its file is forgotten too"
    assert {one.id for one in catalogue.all()} == {"back", "here"}


def test_a_track_that_goes_again_is_gone_from_then_on(catalogue: Catalogue) -> None:
    catalogue.put(track("a"), 1, 2)
    catalogue.forget("/music/a.flac")
    catalogue.prune(now=100.0, before=0.0)
    catalogue.restore("/music/a.flac", 1, 2)
    catalogue.prune(now=200.0, before=0.0)
    catalogue.forget("/music/a.flac")
    catalogue.prune(now=300.0, before=250.0)
    assert catalogue.track("a") is not None
