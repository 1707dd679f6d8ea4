"""Shelves of PCM, in folders of their own."""

from pathlib import Path

import pytest

from tests.support.mixing import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
