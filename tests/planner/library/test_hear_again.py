"""A better ear listens again, a few at a time, and what was heard before stays until then, or for good."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.errors import JobFailed
from planner.analysis.listen import EAR
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.correction import Correction
from planner.catalogue.track import Track
from planner.database import Database
from planner.jobs import Inline
from planner.library.librarian import Librarian
from planner.library.listen_job import Refusal, listen
from planner.library.pause import Pause
from planner.schema import PlannerVersion
from tests.planner.store_builders import analysis, track


class Ear(Inline):
    """Hears 99 BPM everywhere; ``deaf`` to some paths, and ``dies`` of others."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.deaf: set[str] = set()
        self.dies: set[str] = set()

    async def run(self, seconds: float, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        assert work is listen
        path, content = args[:2]
        self.heard.append(content)
        if content in self.dies:
            raise JobFailed("listen died")
        if content in self.deaf:
            return Refusal(path, "damaged", "nothing to hear")
        return Track(id=content, path=path, tags=track(content).tags, analysis=replace(analysis(bpm=99.0), ear=EAR))


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    database = Database(tmp_path / "planner.db", PlannerVersion, write=True)
    made = Catalogue(database)
    for number in range(20):
        made.put(track(f"{number:02}"), 1, 2)
    yield made
    database.close()


def again(catalogue: Catalogue, ear: Ear, *first: str) -> int:
    return asyncio.run(Librarian([], catalogue, ear, 60.0).hear_again(first))


def test_all_are_heard_again_once_those_that_are_wanted_first(catalogue: Catalogue) -> None:
    ear = Ear()
    counts = [again(catalogue, ear, "19", "07") for _ in range(4)]
    assert counts == [8, 8, 4, 0]
    assert ear.heard[:3] == ["19", "07", "00"]
    assert len(set(ear.heard)) == 20
    assert {one.analysis.bpm for one in catalogue.all()} == {99.0}


def test_until_then_nothing_is_missing(catalogue: Catalogue) -> None:
    again(catalogue, Ear())
    assert sorted(one.analysis.bpm for one in catalogue.all()) == [99.0] * 8 + [124.0] * 12


def test_what_fails_stays_as_it_was_and_is_not_tried_for_ever(catalogue: Catalogue) -> None:
    ear = Ear()
    ear.deaf, ear.dies = {"00"}, {"01"}
    while again(catalogue, ear):
        pass
    assert len(ear.heard) == 20
    assert {id: catalogue.track(id).analysis.bpm for id in ("00", "01", "02")} == {"00": 124.0, "01": 124.0, "02": 99.0}  # type: ignore[union-attr]
    assert catalogue.set_aside_list() == []


def test_a_human_is_right_before_and_after(catalogue: Catalogue) -> None:
    catalogue.correct("00", Correction(bpm=130.0), 1.0)
    again(catalogue, Ear())
    heard, shown = catalogue.heard("00"), catalogue.track("00")
    assert heard is not None
    assert shown is not None
    assert (heard.analysis.bpm, shown.analysis.bpm) == (99.0, 130.0)


def test_a_pause_holds_it_up(catalogue: Catalogue, tmp_path: Path) -> None:
    pause, ear = Pause(tmp_path / "paused"), Ear()
    held = asyncio.Event()

    async def hold() -> None:
        held.set()
        await asyncio.to_thread(os.path.exists, tmp_path)
        await asyncio.wait_for(pause.over(), 60)

    async def paused() -> int:
        pause.begin()
        pause.begin()
        listening = asyncio.create_task(Librarian([], catalogue, ear, 60.0, hold=hold).hear_again())
        await held.wait()
        assert (pause.on, ear.heard) == (True, [])
        pause.end()
        pause.end()
        return await listening

    assert asyncio.run(paused()) == 8
