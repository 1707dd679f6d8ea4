"""A station that is held up again and again, and its disk too: every block and every frame that came late is in the
playlog."""

import pytest

from benchmarks import month
from benchmarks.soak.stalls import Stalls

MINUTES = 100.0
pytestmark = pytest.mark.slow


class Noted(Stalls):
    """Remembers what it did: the seconds of each block, and for how long the engine stood still before it."""

    def __init__(self) -> None:
        super().__init__(seed=5, every=60.0, machine=55.0, disk=200.0)  # the clock catches up with a minute
        self.blocks: list[tuple[float, float]] = []

    def before(self, seconds: float) -> float:
        self.blocks.append((seconds, super().before(seconds)))
        return self.blocks[-1][1]

    @property
    def late(self) -> int:
        """Blocks whose last frame was due when they were begun: each is rendered in no time."""
        behind, count = 0.0, 0
        for seconds, stall in self.blocks:
            behind += stall
            count += behind > seconds
            behind = max(0.0, behind - seconds)
        return count


@pytest.fixture(scope="module")
def stalls() -> Noted:
    return Noted()


@pytest.fixture(scope="module")
def found(stalls: Noted, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    made = month.rows(tmp_path_factory.mktemp("late"), minutes=MINUTES, stalls=stalls)
    return {row.what: row.value for row in made}


def test_every_late_block_is_counted_and_recorded(stalls: Noted, found: dict[str, float]) -> None:
    assert stalls.late > 10
    assert found["late blocks, as the clock counts"] == found["late blocks, as the records say"] == stalls.late


def test_every_frame_that_was_due_without_its_pcm_is_counted_and_recorded(found: dict[str, float]) -> None:
    missed = found["frames of clips that were due without their PCM"]
    assert missed > 1_000
    assert found["late frames, as the mixer counts"] == found["late frames, as the records say"] == missed


def test_nothing_of_the_playlog_is_lost_by_it(found: dict[str, float]) -> None:
    assert found["marks in the playlog"] == found["marks passed"] > found["transitions"] > 10
    assert found["marks missing there"] == found["marks there that were not passed, or twice"] == 0
