"""A folder of prepared files is kept below its limit; what is nobody's file costs nothing."""

import os
from pathlib import Path

from planner.directing.crate import tidy


def test_the_least_recently_used_go_and_a_folder_in_between_stays(tmp_path: Path) -> None:
    for age, name in enumerate(("new.f32", "wanted.f32", "old.f32", "older.seam")):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (1_000 - age, 1_000 - age))
    (tmp_path / "lost+found").mkdir()
    os.utime(tmp_path / "lost+found", (1, 1))
    tidy(tmp_path, 150, {str(tmp_path / "wanted.f32")})
    assert {file.name for file in tmp_path.iterdir()} == {"new.f32", "wanted.f32", "lost+found"}
