"""What is said of how long blocks took."""

import pytest

from engine.mixing.block_times import block_ms, histogram, quantile
from ext.tally import Tally


def tally(*milliseconds: float) -> Tally:
    times = Tally()
    for duration in milliseconds:
        times.add(round(duration * 1e6))
    return times


def test_without_a_block_there_is_nothing_to_say() -> None:
    assert block_ms(Tally()) == {"p50": 0.0, "p99": 0.0, "p99_99": 0.0, "worst": 0.0}
    assert histogram(Tally())["count"] == 0


@pytest.mark.parametrize("duration", [0.000_001, 0.004, 0.1, 0.7, 3.3, 80.0, 40_000.0, 1e6])
def test_a_quantile_is_right_to_an_eighth_and_never_beyond_the_worst(duration: float) -> None:
    times = tally(*[duration] * 9, duration * 10)
    assert duration * 1e6 <= quantile(times, 0.5) <= max(duration * 1e6 * 1.126, 9)
    assert quantile(times, 1.0) == times.worst == round(duration * 1e7)


def test_quantiles_tell_the_usual_from_the_rare() -> None:
    times = tally(*[0.2] * 9_900, *[1.0] * 99, 5.0)
    said = block_ms(times)
    assert said["p50"] == pytest.approx(0.2, rel=0.13)
    assert said["p99"] == pytest.approx(0.2, rel=0.13)
    assert said["p99_99"] == pytest.approx(1.0, rel=0.13)
    assert said["worst"] == 5.0


def test_the_histogram_adds_up() -> None:
    said = histogram(tally(0.01, 0.2, 0.2, 30.0, 2_000.0))
    counts = [count for _, count in said["buckets"]]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1], said["count"]) == (1, 4, 5)
    assert said["sum"] == pytest.approx(2.03041)
