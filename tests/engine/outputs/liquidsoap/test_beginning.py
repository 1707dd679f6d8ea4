"""Where a connection begins, in whole numbers."""

import pytest

from engine.outputs.liquidsoap.beginning import Beginning, beginning

TARGET, FILLING = 1_000, 100


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, Beginning(900)),  # the first one fills what Liquidsoap wants in hand
        (1_000, Beginning(1_000)),  # back at once: nothing is missing
        (950, Beginning(950)),  # back soon: Liquidsoap still has what lies before
        (900, Beginning(900)),
        (899, Beginning(900, 1)),  # back late: what it would not get in time is left out
        (0, Beginning(900, 900)),
        (1_001, Beginning(900)),  # of another clock
    ],
)
def test_it_goes_on_as_far_back_as_liquidsoap_is_behind(last: int | None, expected: Beginning) -> None:
    assert beginning(last, TARGET, tail=0, filling=FILLING) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, Beginning(970)),
        (980, Beginning(980)),
        (960, Beginning(970, 10)),
    ],
)
def test_it_can_not_begin_before_what_there_is(last: int | None, expected: Beginning) -> None:
    assert beginning(last, TARGET, tail=970, filling=FILLING) == expected
