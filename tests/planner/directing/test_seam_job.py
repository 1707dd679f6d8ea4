"""A seam that was made before is not made again, and one that is not whole any more is."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.directing.crate import tidy
from planner.directing.seam_job import render_and_measure
from planner.stems.dsp.splitter import DspSplitter
from planner.stems.splitting import Splitting
from planner.stems.stems import Pcm, Stems, completed
from planner.transitions import split
from planner.transitions.made_ready import Rendering
from planner.transitions.measure.score import never
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


def test_stems_that_turn_out_as_no_seam_may_be_give_way_to_whole_tracks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A splitter that turns one stem's sound upside down and many times as loud: it still adds up."""
    a, b = Deck(tmp_path, "a", bpm=124.0, seconds=64.0), Deck(tmp_path, "b", bpm=126.0, seconds=64.0, seed=1)

    class Wild(DspSplitter):
        def split(self, sounds: Sequence[Pcm], sample_rate: int) -> list[Stems]:
            return [completed(sound, -9 * sound, 0 * sound, 0 * sound) for sound in sounds]

    monkeypatch.setattr(split, "make_splitter", lambda _: Wild())
    made = Rendering(
        transition=plan(a.track, b.track, sample_rate=RATE, target_lufs=-16.0, recipe="stem_handover", stems=True),
        leaving=a.track,
        entering=b.track,
        pcm_from=str(a.pcm),
        pcm_to=str(b.pcm),
        folder=str(tmp_path / "seams"),
        splitting=Splitting(),
    )
    prepared, transition = render_and_measure(made)
    assert transition.stems == "none" and not prepared.from_stems and transition.recipe == "stem_handover"
    assert transition.fallback.startswith("without stems") and "M5" in transition.fallback
    assert not never(transition.measures)


def test_tracks_that_do_not_go_together_are_cut(tmp_path: Path) -> None:
    """The grid of one lies a quarter of a beat off its strokes."""
    a, b = Deck(tmp_path, "a", bpm=124.0, seconds=64.0), Deck(tmp_path, "b", bpm=126.0, seconds=64.0, seed=1)
    off = [beat + 0.25 * 60 / 126 for beat in b.track.analysis.beats]
    wrong = replace(b.track, analysis=replace(b.track.analysis, beats=off, downbeats=off[::4]))
    job = Rendering(
        transition=plan(a.track, wrong, sample_rate=RATE, target_lufs=-16.0, recipe="blend", bars=8),
        leaving=a.track,
        entering=wrong,
        pcm_from=str(a.pcm),
        pcm_to=str(b.pcm),
        folder=str(tmp_path / "seams"),
    )
    _, transition = render_and_measure(job)
    assert transition.recipe == "cut" and transition.fallback.startswith("cut, not blend: M1")
    assert not never(transition.measures)
    assert not transition.measures["M1"].measurable and transition.measures["M5"].ok
