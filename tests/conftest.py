"""Fast tests first, where one is run after the other; the real music where there is some."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    several = hasattr(config, "workerinput")  # then the longest first, or one would work alone at the end
    items.sort(key=_cost, reverse=several)


def _cost(item: pytest.Item) -> int:
    return 2 * (item.get_closest_marker("slow") is not None) + (item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def music() -> Path:
    """The folder of real music with truth, or a loud skip."""
    folder = Path(os.environ.get("EVERSET_MUSIC", "../shared/music")).resolve()
    if not (folder / "open" / "tracks").is_dir():
        pytest.skip(f"NO REAL MUSIC at {folder}: set EVERSET_MUSIC to the folder that holds open/tracks")
    return folder / "open"


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command that a test runs in this process sets up logs for it: not for the test behind it."""
    yield
    structlog.reset_defaults()
