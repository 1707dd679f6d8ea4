"""The interpolator's table."""

import numpy as np

from engine.programme import sinc


def test_every_row_keeps_a_constant() -> None:
    sums = sinc.table().astype(np.float64).sum(axis=-1) / 2
    assert np.abs(sums - 1.0).max() < 1e-6


def test_the_rows_are_mirrored_and_left_is_right() -> None:
    """Row p is row PHASES - p from the other end; each tap stands there for left and for right."""
    table = sinc.table()
    assert np.array_equal(table[..., ::2], table[..., 1::2])
    taps = table[:, :, ::2]
    assert np.allclose(taps, taps[:, ::-1, ::-1], atol=1e-7)


def test_a_faster_class_passes_less() -> None:
    """Each class keeps at least 60 dB away from what would fold back at its limit."""
    for limit, rows in zip(sinc.LIMITS[1:], sinc.table()[1:, :, ::2].astype(np.float64), strict=True):
        dense = rows[:-1][:, ::-1].T.reshape(-1)  # the continuous kernel, PHASES values a frame
        response = np.abs(np.fft.rfft(dense, 64 * len(dense))) / sinc.PHASES
        hertz = np.arange(len(response)) * sinc.PHASES / (64 * len(dense))  # in frames of the PCM
        assert response[hertz > 0.8 / limit].max() < 1e-3
