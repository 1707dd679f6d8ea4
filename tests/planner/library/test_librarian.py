"""The librarian with real files, a real catalogue and real jobs: what is heard anew, what is not, and that nothing
stored is lost."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
import soundfile
import structlog

from engine.errors import StorageError
from engine.places import Places
from planner.jobs import Inline, Pool
from planner.library.librarian import BATCH, Librarian, Progress
from planner.library.listen_job import listen
from planner.store import Store
from tests.support.bad_files import NAMES, RATE, make_bad, make_odd, permissions_count, samples
from tests.support.disk import file_limit


class Counted(Inline):
    """Runs jobs here and counts them by name."""

    def __init__(self) -> None:
        self.names: list[str] = []

    async def run(self, seconds: float, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.names.append(work.__name__)
        await asyncio.sleep(0)  # jobs of a pool run side by side
        return await super().run(seconds, work, *args, **kwargs)

    @property
    def listened(self) -> int:
        return self.names.count("listen")


class Library:
    """Two folders of music and the station that knows them."""

    def __init__(self, folder: Path, piece: np.ndarray) -> None:
        self.music = folder / "music"
        self.other = folder / "other"
        self.music.mkdir()
        self.other.mkdir()
        self.piece = piece
        self.store = Store.open(Places(folder / "data").make(), "planner")
        self.catalogue = self.store.catalogue
        self.jobs = Counted()
        self.told: list[tuple[int, int]] = []
        self.log: list[Any] = []

    def add(self, name: str, shift: int = 0, folder: Path | None = None) -> Path:
        """A piece; another ``shift`` is another track."""
        path = (folder or self.music) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path.with_suffix(".part"), np.roll(self.piece, shift, axis=0), RATE, format="FLAC")
        path.with_suffix(".part").rename(path)
        return path

    def look(self, *folders: Path, jobs: Any = None, max_seconds: float = 10_800.0, alone: bool = True) -> Progress:
        def report(progress: Progress) -> None:
            self.told.append((progress.done, progress.total))

        self.told.clear()
        librarian = Librarian(
            folders or [self.music], self.catalogue, jobs or self.jobs, max_seconds, report, alone=alone
        )
        with structlog.testing.capture_logs() as log:
            progress = asyncio.run(librarian.look())
        self.log = [line for line in log if line["log_level"] != "debug"]
        return progress

    def present(self) -> list[str]:
        return sorted(Path(track.path).name for track in self.catalogue.all())

    def aside(self) -> dict[str, str]:
        return {Path(one.path).name: one.code for one in self.catalogue.set_aside_list()}

    def said(self) -> list[str]:
        return [Path(line["path"]).name for line in self.log if line["event"] == "set aside"]


@pytest.fixture(scope="module")
def piece(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    return samples(tmp_path_factory.mktemp("piece"))


@pytest.fixture
def library(tmp_path: Path, piece: np.ndarray) -> Iterator[Library]:
    made = Library(tmp_path, piece)
    yield made
    made.store.close()


def test_what_is_there_is_heard_once(library: Library) -> None:
    library.add("a.flac")
    library.add("deep/down/b.flac", 5000)
    first = library.look()
    assert (first.total, first.done, first.new, library.jobs.listened) == (2, 2, 2, 2)
    assert library.present() == ["a.flac", "b.flac"]
    assert library.told[0] == (0, 2)
    assert library.told[-1] == (2, 2)
    again = library.look()
    assert again == Progress()
    assert library.jobs.names == ["identify", "identify", "listen", "listen"]


def test_more_files_than_a_batch_are_all_taken_in(library: Library) -> None:
    wanted = [library.add(f"{number:02}.flac", 1000 * number).name for number in range(BATCH + 3)]
    progress = library.look()
    assert library.present() == wanted
    assert (progress.done, progress.total) == (len(wanted), len(wanted))
    assert [done for done, _ in library.told] == list(range(len(wanted) + 1))


def test_a_file_that_moved_is_not_heard_again(library: Library) -> None:
    path = library.add("a.flac")
    library.look()
    id = next(library.catalogue.all()).id
    path.rename(library.music / "b.flac")
    progress = library.look()
    assert (progress.moved, progress.gone, progress.new) == (1, 0, 0)
    assert library.jobs.listened == 1
    assert [(track.id, Path(track.path).name) for track in library.catalogue.all()] == [(id, "b.flac")]


def test_of_two_copies_the_one_that_moved_is_known_at_its_new_place(library: Library) -> None:
    library.add("a.flac")
    second = library.add("b.flac")
    library.look()
    second.rename(library.music / "c.flac")
    library.look()
    assert sorted(Path(path).name for path in library.catalogue.known_files()) == ["a.flac", "c.flac"]
    assert library.look() == Progress()


def test_new_tags_are_taken_over_without_hearing_it_again(library: Library) -> None:
    path = library.add("a.flac")
    library.look()
    analysis = next(library.catalogue.all()).analysis
    tags = mutagen.File(path)
    tags["title"] = "Другое имя"
    tags.save()
    progress = library.look()
    (track,) = library.catalogue.all()
    assert (progress.retagged, progress.changed, library.jobs.listened) == (1, 0, 1)
    assert track.tags.title == "Другое имя"
    assert track.analysis == analysis


def test_another_content_under_the_same_name_is_heard(library: Library) -> None:
    library.add("a.flac")
    library.look()
    before = next(library.catalogue.all()).id
    library.add("a.flac", 7000)
    progress = library.look()
    (track,) = library.catalogue.all()
    assert (progress.changed, library.jobs.listened) == (1, 2)
    assert track.id != before
    assert library.catalogue.track(before) is not None  # the playlog speaks of it


def test_what_is_gone_is_not_present_and_comes_back_unheard(library: Library) -> None:
    path = library.add("a.flac")
    library.look()
    id = next(library.catalogue.all()).id
    path.rename(library.other / "a.flac")
    assert library.look().gone == 1
    assert library.present() == []
    assert library.catalogue.track(id) is not None
    shutil.move(library.other / "a.flac", path)
    progress = library.look()
    assert (progress.back, progress.done, progress.total) == (1, 1, 1)
    assert library.present() == ["a.flac"]
    assert library.jobs.listened == 1


def test_copies_are_one_track_heard_once_until_the_last_is_gone(library: Library) -> None:
    library.add("a.flac")
    library.add("b.flac")
    library.look()
    assert library.catalogue.count() == 1
    assert library.jobs.listened == 1
    (library.music / "a.flac").unlink()
    library.look()
    assert library.present() == ["b.flac"]
    (library.music / "b.flac").unlink()
    library.look()
    assert library.present() == []
    assert library.jobs.listened == 1


def test_every_bad_file_is_set_aside_with_its_reason_and_said_once(library: Library) -> None:
    library.add("good.flac")
    expected = make_bad(library.music, library.piece)
    progress = library.look()
    assert library.aside() == expected
    assert library.present() == ["good.flac"]
    assert (progress.new, progress.set_aside, progress.done) == (1, len(expected), progress.total)
    assert len(library.said()) == len(expected)
    assert all(": " in one.message for one in library.catalogue.set_aside_list())
    jobs = len(library.jobs.names)
    again = library.look()
    assert again == Progress()
    assert library.log == []
    assert len(library.jobs.names) == jobs
    assert library.aside() == expected


def test_what_is_odd_plays(library: Library) -> None:
    names = make_odd(library.music, library.piece)
    library.look()
    assert library.aside() == {}
    assert library.present() == sorted(names)
    titles = {track.tags.title for track in library.catalogue.all()}
    assert {"мир", "曲", "مرحبا"} <= titles
    assert len(titles) == len(names)
    assert all(title.isprintable() for title in titles)


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_file_with_a_name_in_any_script_can_be_spoken_of(library: Library, name: str) -> None:
    (library.music / name).write_text("no music")
    library.look()
    assert library.aside() == {name: "text"}
    (line,) = library.log
    assert line["path"].encode("utf-8")


def test_a_bad_file_that_was_replaced_is_tried_again(library: Library) -> None:
    path = library.music / "a.flac"
    path.write_text("no music")
    library.look()
    library.add("a.flac")
    library.look()
    assert library.aside() == {}
    assert library.present() == ["a.flac"]


def test_a_track_that_became_bad_is_no_longer_played_and_is_kept(library: Library) -> None:
    path = library.add("a.flac")
    library.look()
    good, times = path.read_bytes(), path.stat()
    id = next(library.catalogue.all()).id
    path.write_text("no music")
    library.look()
    assert (library.present(), library.aside()) == ([], {"a.flac": "text"})
    path.write_bytes(good)  # out of a backup, with its old time
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    library.look()
    assert (library.present(), library.aside()) == (["a.flac"], {})
    assert next(library.catalogue.all()).id == id
    assert library.jobs.listened == 1


def test_a_bad_file_that_is_gone_is_no_longer_listed(library: Library) -> None:
    path = library.music / "a.flac"
    path.write_text("no music")
    library.look()
    path.unlink()
    library.look()
    assert library.aside() == {}


def test_a_file_too_long_is_tried_again_when_the_limit_is_raised(library: Library) -> None:
    library.add("a.flac")
    library.look(max_seconds=11.0)
    assert library.aside() == {"a.flac": "too-long"}
    assert library.look(max_seconds=11.0) == Progress()
    library.look(max_seconds=3600.0)
    assert (library.present(), library.aside()) == (["a.flac"], {})


class Killing:
    """A pool of real processes; whoever listens to ``victim`` dies of it."""

    workers = 1

    def __init__(self, victim: str) -> None:
        self._pool = Pool(1)
        self._victim = victim

    async def run(self, seconds: float, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        kills = work is listen and Path(args[0]).name == self._victim
        return await self._pool.run(seconds, die if kills else work, *args, **kwargs)

    def rest(self) -> None:
        self._pool.rest()

    def close(self) -> None:
        self._pool.close()


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
def test_a_file_that_kills_its_worker_is_set_aside_and_the_others_go_on(library: Library) -> None:
    for number, name in enumerate(("a.flac", "killer.flac", "z.flac")):
        library.add(name, 1000 * number)
    jobs = Killing("killer.flac")
    try:
        progress = library.look(jobs=jobs)
    finally:
        jobs.close()
    assert library.present() == ["a.flac", "z.flac"]
    assert library.aside() == {"killer.flac": "broken"}
    assert (progress.done, progress.total) == (3, 3)
    assert library.look() == Progress()  # not tried again as long as it is the same


def test_a_folder_that_vanishes_takes_nothing_that_is_stored_along(library: Library) -> None:
    library.add("a.flac")
    library.add("b.flac", 4000, library.other)
    library.look(library.music, library.other)
    library.music.rename(library.music.with_name("unplugged"))
    library.look(library.music, library.other)
    assert library.present() == ["b.flac"]
    assert library.aside() == {"music": "folder"}
    assert library.said() == ["music"]
    library.look(library.music, library.other)
    assert library.log == []
    library.music.with_name("unplugged").rename(library.music)
    assert library.look(library.music, library.other).back == 1
    assert (library.present(), library.aside()) == (["a.flac", "b.flac"], {})
    assert library.jobs.listened == 2


def test_a_look_at_one_folder_leaves_what_lies_elsewhere(library: Library) -> None:
    library.add("a.flac")
    library.add("b.flac", 4000, library.other)
    (library.music / "bad.mp3").write_text("no music")
    library.look(library.music, alone=False)
    library.look(library.other, alone=False)
    assert library.present() == ["a.flac", "b.flac"]
    assert library.aside() == {"bad.mp3": "text"}
    library.look(library.other)  # a station that plays this folder alone
    assert library.present() == ["b.flac"]
    assert library.catalogue.count() == 1
    assert library.jobs.listened == 2


def test_folders_that_overlap_are_looked_at_once(library: Library) -> None:
    library.add("a/a.flac")
    (library.music / "a" / "up").symlink_to(library.music)
    (library.music / "self").symlink_to("self")
    (library.music / "self.mp3").symlink_to("self.mp3")
    progress = library.look(library.music, library.music / "a")
    assert (progress.total, library.present()) == (1, ["a.flac"])
    assert library.aside() == {}


@pytest.fixture
def shared(piece: np.ndarray) -> Iterator[Library]:
    """In a folder that also an unprivileged user may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = Library(folder, piece)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o777)
        yield made
        made.store.close()


@pytest.mark.parametrize("mode", [0o000, 0o400, 0o444])
def test_a_folder_that_cannot_be_read_is_said_once_and_the_rest_is_played(shared: Library, mode: int) -> None:
    shared.add("a.flac")
    locked = shared.add("locked/b.flac", 4000).parent
    with permissions_count():
        shared.look()
    locked.chmod(mode)
    with permissions_count():
        shared.look()
        assert shared.present() == ["a.flac"]
        assert shared.aside() == {"locked": "folder"}
        assert shared.said() == ["locked"]
        shared.look()
        assert shared.log == []
    locked.chmod(0o755)
    with permissions_count():
        shared.look()
    assert (shared.present(), shared.aside()) == (["a.flac", "b.flac"], {})
    assert shared.jobs.listened == 2


def test_a_file_that_cannot_be_read_is_tried_again_once_it_may_be(shared: Library) -> None:
    path = shared.add("a.flac")
    path.chmod(0o000)
    with permissions_count():
        shared.look()
        assert shared.aside() == {"a.flac": "unreadable"}
        assert shared.look() == Progress()
    path.chmod(0o644)
    with permissions_count():
        shared.look()
    assert (shared.present(), shared.aside()) == (["a.flac"], {})


def test_a_full_disk_stops_the_look_and_the_next_one_goes_on(library: Library) -> None:
    library.add("0.flac")
    library.look()
    for number in range(1, 5):
        library.add(f"{number}.flac", 1000 * number)
    with file_limit(4096), pytest.raises(StorageError, match="Nothing stored before was lost"):
        library.look()
    assert "0.flac" in library.present()
    assert library.aside() == {}
    library.look()
    assert library.present() == [f"{number}.flac" for number in range(5)]


def test_a_whole_folder_that_was_moved_is_told_from_what_is_gone(library: Library) -> None:
    for number in range(BATCH + 2):
        library.add(f"old/{number}.flac", shift=RATE * number)
    library.look()
    heard = library.jobs.listened
    before = {track.id for track in library.catalogue.all()}
    (library.music / "old" / "0.flac").unlink()
    (library.music / "old").rename(library.music / "new")
    progress = library.look()
    assert (progress.moved, progress.gone, progress.new) == (BATCH + 1, 1, 0)
    assert library.jobs.listened == heard
    assert len(before) == BATCH + 2
    assert {track.id for track in library.catalogue.all()} < before
