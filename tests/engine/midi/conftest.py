"""JACK with a dummy for a sound card: one server a module for all that plug something in."""

from collections.abc import Iterator

import pytest

from tests.support.surface import jack


@pytest.fixture(scope="module")
def jack_running() -> Iterator[dict[str, str]]:
    with jack() as variables:
        yield variables
