"""Real stations in folders of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.station import Station, station


@pytest.fixture
def everset(tmp_path: Path) -> Iterator[Station]:
    with station(tmp_path / "station") as made:
        yield made
