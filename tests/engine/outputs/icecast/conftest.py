"""A real Icecast, for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.support.icecast import Icecast, icecast


@pytest.fixture(scope="module")
def server() -> Iterator[Icecast]:
    with icecast() as running:
        yield running
