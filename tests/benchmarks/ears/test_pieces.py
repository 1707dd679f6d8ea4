"""Music with its truth is found where EVERSET_MUSIC says, and an ear that isn't there says why."""

import io
import json
from pathlib import Path

import pytest

from benchmarks.ears.hearing import NotHeard, hear
from benchmarks.ears.pieces import music_folder, pieces_in
from benchmarks.ears.score import score
from benchmarks.ears.table import table
from benchmarks.ears.worker import main
from engine.errors import UsageError
from stations.demo.library import short_piece


def _folder(at: Path) -> Path:
    for name in ("tracks", "truth"):
        (at / name).mkdir(parents=True)
    return at


def test_a_folder_of_music_is_named_or_holds_an_open_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _folder(tmp_path / "open")
    for named in (tmp_path, folder):
        monkeypatch.setenv("EVERSET_MUSIC", str(named))
        assert music_folder() == folder
    monkeypatch.setenv("EVERSET_MUSIC", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="EVERSET_MUSIC"):
        music_folder()


def test_a_truth_without_its_track_is_no_piece(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    for name in ("a", "b"):
        (folder / "truth" / f"{name}.json").write_text(json.dumps({"id": name, "kind": "exact"}))
    (folder / "tracks" / "b.ogg").touch()
    assert [(piece.name, piece.exact) for piece in pieces_in(folder)] == [("b", True)]


def test_a_worker_answers_for_each_file_and_says_what_it_cost(tmp_path: Path) -> None:
    truth = short_piece(tmp_path / "piece.flac", bpm=126.0, seconds=20.0)
    out = io.StringIO()
    main("everset", [str(tmp_path / "piece.flac")], out)
    heard, cost = (json.loads(line) for line in out.getvalue().splitlines())
    assert score(truth, heard["answer"])["acc2"] == 1.0
    assert heard["cpu"] > 0
    assert cost["peak"] > 50e6


def test_an_ear_that_is_not_installed_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotHeard, match="nobodys"):
        hear("nobodys", [tmp_path / "piece.flac"])


def test_a_table_has_a_line_an_ear_and_a_gap_where_nothing_is_known() -> None:
    rows = [{"who": "a", "what": "F", "value": 0.51234}, {"who": "b", "what": "key", "value": 1.0}]
    assert table(rows).splitlines() == ["     F  key", "  a  0.512    –", "  b  –    1"]
