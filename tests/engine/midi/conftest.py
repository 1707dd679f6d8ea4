"""JACK with a dummy for a sound card: one server for all that plug something in."""

from collections.abc import Iterator

import pytest

from tests.support.surface import jack


@pytest.fixture(scope="session")
def jack_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with jack(tmp_path_factory.mktemp("jack")) as variables:
        yield variables
