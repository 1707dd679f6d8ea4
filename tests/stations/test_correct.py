"""``everset correct`` and the pause of ``everset scan``, as an operator types them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.places import Places
from planner.library.scan import sight
from planner.store import Store
from tests.planner.store_builders import track
from tests.support.command import everset


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Path]:
    """A folder of a station that knows ``a.flac``, and the file."""
    music = tmp_path / "music"
    music.mkdir()
    soundfile.write(music / "a.flac", np.zeros(44_100), 44_100)
    with Store.open(Places(tmp_path / "data").make(), "planner") as store:
        seen = sight(music / "a.flac")
        store.catalogue.put(track("a", str(music / "a.flac")), seen.size, seen.mtime_ns)
    yield tmp_path


def correct(station: Path, *words: object, file: str = "a.flac") -> object:
    done = everset("correct", station / "music" / file, *words, "--data", station / "data", "--json")
    return done.document() if done.code == 0 else (done.code, done.err)


def test_what_is_said_adds_up_until_it_is_taken_back(station: Path) -> None:
    assert correct(station) == {}
    assert correct(station, "--key", "5A", "--bpm", "126.5") == {
        "bpm": 126.5,
        "key": {"camelot": "5A", "name": "C minor", "confidence": 1.0},
    }
    said = correct(station, "--mix-in", "40", "20", "--trusted", "no", "--bpm", "126")
    assert isinstance(said, dict)
    assert (said["bpm"], said["mix_in"], said["trusted"]) == (126.0, [20.0, 40.0], False)
    with Store.open(Places(station / "data"), None) as store:
        shown = store.catalogue.track("a")
        assert shown is not None
        assert (shown.analysis.bpm, shown.analysis.key.name, shown.analysis.trusted) == (126.0, "C minor", False)
    assert correct(station, "--forget", "--downbeat", "0.3") == {"downbeat": 0.3}


@pytest.mark.parametrize(("words", "says"), [
    (("--bpm", "0"), "no tempo"), (("--mix-out", "9000"), "200.0 s long"), (("--key", "H dur"), "no such key"),
])  # fmt: skip
def test_what_cannot_be_is_refused(station: Path, words: tuple[str, ...], says: str) -> None:
    code, err = correct(station, *words)  # type: ignore[misc]
    assert code == 2
    assert says in err


def test_a_file_that_nobody_scanned_is_not_corrected(station: Path) -> None:
    code, err = correct(station, "--bpm", "120", file="b.flac")  # type: ignore[misc]
    assert code == 2
    assert "scan its folder first" in err


def test_listening_is_paused_and_goes_on(station: Path) -> None:
    pause = Places(station / "data").pause
    assert everset("scan", "--pause", "--data", station / "data").code == 0
    assert pause.exists()
    assert everset("scan", "--resume", "--data", station / "data").code == 0
    assert not pause.exists()
    assert everset("scan", "--data", station / "data").code == 2
