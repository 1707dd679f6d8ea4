"""Fast tests first; the real music where there is some."""

import os
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_cost)


def _cost(item: pytest.Item) -> int:
    return 2 * (item.get_closest_marker("slow") is not None) + (item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def music() -> Path:
    """The folder of real music with truth, or a loud skip."""
    folder = Path(os.environ.get("EVERSET_MUSIC", "../shared/music")).resolve()
    if not (folder / "open" / "tracks").is_dir():
        pytest.skip(f"NO REAL MUSIC at {folder}: set EVERSET_MUSIC to the folder that holds open/tracks")
    return folder / "open"
