"""A real Liquidsoap, for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.support.liquidsoap import Liquidsoap, liquidsoap

#: What the shipped script does not have, and the command server is asked about.
MORE = """
settings.server.timeout.set(2.)
q = request.queue(id="q")
output.dummy(id="spare", fallible=true, q)
volume = interactive.float("volume", 1.0)
on = interactive.bool("on", true)
count = interactive.int("count", 3)
word = interactive.string("word", "x")
ignore((volume, on, count, word))
server.register("weird", fun(_) -> "a\\nEND \\n ENDx\\r\\nEND of it\\n")
server.register("nothing", fun(_) -> "")
def fails(_) =
  error.raise(error.invalid, "as asked")
  ""
end
server.register("fails", fails)
"""


@pytest.fixture(scope="module")
def radio() -> Iterator[Liquidsoap]:
    with liquidsoap(MORE) as running:
        yield running
