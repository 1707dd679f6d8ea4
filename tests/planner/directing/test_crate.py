"""A folder of prepared files is kept below its limit; what is nobody's file costs nothing."""

import os
from pathlib import Path

from planner.directing.crate import ROUGHLY, tidy, whole
from tests.support.tracks import made_track


def test_the_least_recently_used_go_and_a_folder_in_between_stays(tmp_path: Path) -> None:
    for age, name in enumerate(("new.f32", "wanted.f32", "old.f32", "older.seam")):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (1_000 - age, 1_000 - age))
    (tmp_path / "lost+found").mkdir()
    os.utime(tmp_path / "lost+found", (1, 1))
    tidy(tmp_path, 150, {str(tmp_path / "wanted.f32")})
    assert {file.name for file in tmp_path.iterdir()} == {"new.f32", "wanted.f32", "lost+found"}


def test_a_file_is_whole_when_it_lasts_as_long_as_its_track(tmp_path: Path) -> None:
    track, path = made_track("a"), tmp_path / "a.f32"
    rate, wanted = 100, round((track.analysis.duration - ROUGHLY) * 100)
    assert not whole(path, track, rate)
    for frames in (0, wanted - 1, wanted):
        path.write_bytes(bytes(8 * frames))
        assert whole(path, track, rate) == (frames == wanted)
