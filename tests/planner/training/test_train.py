"""Real pieces, measured by the real mixer; weights and a card that follow from the rows."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.errors import JobFailed, ModelError
from planner.catalogue.track import Track
from planner.choosing.features import features
from planner.choosing.scorer import Scorer
from planner.jobs import Inline
from planner.library.listen_job import identify, listen
from planner.training.collect import MOST_FAILURES, Effort, collect
from planner.training.dataset import Measured, Task, best_of, measure_pair
from planner.training.pairs import Pairing
from planner.training.rows import Rows
from planner.training.train import ROWS, train
from planner.transitions.transition import Transition
from stations.demo.short import short_piece
from tests.planner.choosing.made import track
from tests.planner.training.made import made_rows

RATE = 22_050


def heard(path: Path) -> Track:
    content = identify(str(path))
    assert isinstance(content, str)
    found = listen(str(path), content, 600.0)
    assert isinstance(found, Track)
    return found


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Track]:
    """Two that go together, and one that is 20 % faster."""
    folder = tmp_path_factory.mktemp("music")
    found = []
    for number, bpm in enumerate((128.0, 130.0, 157.0)):
        path = folder / f"{number}.flac"
        short_piece(path, bpm=bpm, seconds=64.0, key="8A", seed=number)
        found.append(heard(path))
    return found


def task(a: Track, b: Track, folder: Path) -> Task:
    return Task(
        pairing=Pairing(a, b, 0.0, 0.0),
        songs=("one", "other"),
        folder=str(folder),
        sample_rate=RATE,
        target_lufs=-16.0,
        stretched=False,
    )


def clock(seconds_a_look: float) -> Callable[[], float]:
    looks = iter(np.arange(0.0, 1e6, seconds_a_look))
    return lambda: float(next(looks))


@pytest.mark.slow
def test_a_good_pair_measures_better_than_one_that_can_t_be_stretched(pieces: list[Track], tmp_path: Path) -> None:
    good, far = (measure_pair(task(pieces[0], other, tmp_path)) for other in pieces[1:])
    assert [row.planned for row in good] == [True, False]
    assert good[1].features == pytest.approx(features(pieces[0], pieces[1]).tolist())
    assert good[0].recipe == "blend"
    assert good[0].bars == 8
    assert good[0].quality == good[0].tried[8]
    assert far[0].recipe == "fade"
    assert good[0].quality > far[0].quality + 0.2
    assert good[0].measures["M1"] is not None
    assert good[0].lanes == "varispeed"


@pytest.mark.slow
def test_collecting_goes_on_where_it_stopped(pieces: list[Track], tmp_path: Path) -> None:
    rows = Rows(tmp_path / ROWS)
    told: list[str] = []

    def effort(minutes: float) -> Effort:
        return Effort(folder=str(tmp_path), minutes=minutes, seed=1, song_of=lambda one: one.id, clock=clock(30.0))

    async def run(minutes: float) -> int:
        return await collect(pieces, rows, Inline(), effort(minutes), lambda share, words: told.append(words))

    first = asyncio.run(run(1.0))
    measured = rows.read()
    assert first == len(measured) > 0
    asyncio.run(run(1.0))
    assert rows.read()[: len(measured)] == measured
    again = [(row.a, row.b, row.earliest, row.entry, row.planned) for row in rows.read()]
    assert len(again) == len(set(again)) > len(measured)
    assert told


def test_where_nothing_can_be_measured_it_stops_and_says_why(tmp_path: Path) -> None:
    missing = [track(f"t{i}", title=f"song {i}") for i in range(MOST_FAILURES)]
    effort = Effort(folder=str(tmp_path), minutes=1e9, seed=1)
    with pytest.raises(JobFailed, match=f"{MOST_FAILURES} pairs in a row"):
        asyncio.run(collect(missing, Rows(tmp_path / ROWS), Inline(), effort))


def test_weights_and_card_come_from_the_rows(tmp_path: Path) -> None:
    Rows(tmp_path / ROWS).add(made_rows(240))
    out = tmp_path / "models" / "scorer.onnx"
    effort = Effort(folder=str(tmp_path), minutes=0.0, seed=1)
    report = asyncio.run(train([], Inline(), effort, out, music="Made music"))
    scorer, card = Scorer(out), out.with_suffix(".md").read_text()
    assert scorer.model_id in card
    assert f"{100 * report.quality.network:.3g}" in card
    assert "untrained, masked" in card
    assert out.stat().st_size < 100_000
    before = out.read_bytes()
    asyncio.run(train([], Inline(), effort, out, music="Made music"))
    assert out.read_bytes() == before


def test_too_little_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "scorer.onnx"
    out.write_bytes(b"the weights of yesterday")
    with pytest.raises(ModelError, match="too few"):
        asyncio.run(train([], Inline(), Effort(folder=str(tmp_path), minutes=0.0), out, music=""))
    assert out.read_bytes() == b"the weights of yesterday"


def measured(bars: int, score: float) -> Measured:
    planned = Transition(
        from_track="a",
        to_track="b",
        recipe="blend",
        bars=bars,
        sample_rate=RATE,
        length=bars,
        centre=0,
        beats=(),
        map_from=(),
        map_to=(),
        envelopes_from={},
        envelopes_to={},
    )
    return Measured(planned, {}, score)


def test_the_best_length_measured_best_or_is_the_usual_one_among_those_alike() -> None:
    tried = [measured(8, 0.9), measured(16, 0.91), measured(32, 0.5)]
    assert best_of(tried, usual_bars=8).transition.bars == 8
    assert best_of(tried, usual_bars=32).transition.bars == 16
    assert best_of([*tried, measured(64, 0.99)], usual_bars=8).transition.bars == 64
