"""PCM read between its samples."""

import numpy as np
import pytest

from engine.programme import sinc
from ext.between import read_between

RATE = 44_100
LIMITS = np.array(sinc.LIMITS)


def heard(hertz: float, position: float, rate: float, count: int = 2_000) -> np.ndarray:
    wave = np.sin(2 * np.pi * hertz * np.arange(4_000) / RATE).astype(np.float32)
    out = np.empty((count, 2))
    read_between(sinc.table(), LIMITS, np.stack([wave, -wave], axis=1), position, rate, out)
    return out


@pytest.mark.parametrize(("position", "rate"), [(15.0, 1.0), (20.25, 1.0), (20.5, 0.91875), (30.125, 1.5)])
def test_a_tone_is_read_where_it_is_asked_for(position: float, rate: float) -> None:
    out = heard(997.0, position, rate)
    wanted = np.sin(2 * np.pi * 997.0 * (position + rate * np.arange(len(out))) / RATE)
    assert np.abs(out[:, 0] - wanted).max() < 1e-4
    assert np.array_equal(out[:, 1], -out[:, 0])


@pytest.mark.parametrize(("position", "count"), [(14.9, 10), (3_990.0, 10), (-1.0, 1)])
def test_taps_that_leave_the_pcm_are_refused(position: float, count: int) -> None:
    with pytest.raises(ValueError, match="taps leave"):
        heard(997.0, position, 1.0, count)
