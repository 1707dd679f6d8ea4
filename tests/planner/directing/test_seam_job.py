"""A seam that was made before is not made again, and one that is not whole any more is."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.directing.crate import tidy
from planner.directing.seam_job import Rendering, render_and_measure
from planner.transitions.plan import plan
from tests.support.booth import RATE, Deck

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Rendering:
    folder = tmp_path_factory.mktemp("seam")
    a, b = Deck(folder, "a", bpm=124.0, seconds=64.0), Deck(folder, "b", bpm=126.0, seconds=64.0, seed=1)
    return Rendering(
        transition=plan(a.track, b.track, sample_rate=RATE, target_lufs=-16.0),
        leaving=a.track,
        entering=b.track,
        pcm_from=str(a.pcm),
        pcm_to=str(b.pcm),
        folder=str(folder / "seams"),
    )


def inodes(folder: str) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in Path(folder).iterdir()}


def test_it_is_made_once_and_told_again(job: Rendering, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render_and_measure(job)
    assert first[1].measures
    before = inodes(job.folder)
    monkeypatch.setenv("PATH", "")  # Rubber Band is out of reach: it can't be made again
    assert render_and_measure(job) == first
    assert inodes(job.folder) == before


def test_without_its_lanes_a_report_is_none(job: Rendering) -> None:
    first = render_and_measure(job)
    Path(first[0].from_pcm).unlink()
    assert render_and_measure(job) == first
    assert Path(first[0].from_pcm).exists()


def test_a_damaged_report_is_made_anew(job: Rendering) -> None:
    first = render_and_measure(job)
    report = next(Path(job.folder).glob("*.seam"))
    report.write_bytes(report.read_bytes()[:100])
    assert render_and_measure(job) == first


def test_another_ear_or_another_track_is_another_seam(job: Rendering) -> None:
    render_and_measure(job)
    count = len(list(Path(job.folder).glob("*.seam")))
    heard = replace(job.leaving.analysis, vocals=[(0.0, 60.0)])
    render_and_measure(replace(job, leaving=replace(job.leaving, analysis=heard)))
    assert len(list(Path(job.folder).glob("*.seam"))) == count + 1


def test_reports_are_thrown_out_like_the_lanes(job: Rendering) -> None:
    render_and_measure(job)
    tidy(Path(job.folder), 0, frozenset())
    assert inodes(job.folder) == {}
