"""Two faults at once count as one that was done when one of them was."""

from typing import cast

import pytest
from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Failed, Untried
from benchmarks.chaos.faults.pair import Pair
from benchmarks.chaos.plan import dice
from engine.errors import Unreachable

BOOTH = cast(Booth, None)  # none of these faults looks at it


class Done:
    def strike(self, booth: Booth, random: Generator) -> str:
        return "done"


class Refused:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def strike(self, booth: Booth, random: Generator) -> str:
        raise self._error


def test_what_the_other_one_made_impossible_is_not_done() -> None:
    pair = Pair({"one": Done(), "other": Refused(Unreachable("it was just killed"))})
    assert sorted(pair.strike(BOOTH, dice(0, 0)).split(" and ")) == ["done", "not done (it was just killed)"]


def test_two_that_could_not_be_done_are_none() -> None:
    with pytest.raises(Untried):
        Pair({"one": Refused(Untried("no")), "other": Refused(OSError("no"))}).strike(BOOTH, dice(0, 0))


def test_what_went_wrong_is_told() -> None:
    with pytest.raises(Failed):
        Pair({"one": Done(), "other": Refused(Failed("never mended"))}).strike(BOOTH, dice(0, 0))
