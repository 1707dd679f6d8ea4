"""A trouble is said when it begins, when it changes and when it is over; not in between."""

from structlog.testing import capture_logs

from engine.errors import StorageError
from planner.trouble import AGAIN, Trouble


def test_a_trouble_that_lasts_is_said_once_and_so_is_its_end() -> None:
    trouble = Trouble("can't store", "storing again")
    with capture_logs() as log:
        trouble.over()
        for second in range(0, 600, 5):
            trouble.met(StorageError("the disk is full"), float(second))
        trouble.met(StorageError("the disk is gone"), 600.0)
        trouble.over()
        trouble.over()
        trouble.met(StorageError("the disk is gone"), 605.0)
    said = [(line["log_level"], line["event"], line.get("why")) for line in log]
    assert said == [
        ("error", "can't store", "the disk is full"),
        ("error", "can't store", "the disk is gone"),
        ("info", "storing again", None),
        ("error", "can't store", "the disk is gone"),
    ]


def test_the_same_trouble_long_after_is_said_again() -> None:
    trouble = Trouble("can't store", "storing again")
    with capture_logs() as log:
        trouble.met(StorageError("full"), 0.0)
        trouble.met(StorageError("full"), AGAIN + 1.0)
    assert len(log) == 2
