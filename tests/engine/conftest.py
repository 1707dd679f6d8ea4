"""Real stations, and shelves of PCM, in folders of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mixing import Shelf
from tests.support.station import Station, station


@pytest.fixture
def everset(tmp_path: Path) -> Iterator[Station]:
    with station(tmp_path / "station") as made:
        yield made


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
