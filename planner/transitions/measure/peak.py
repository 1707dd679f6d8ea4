"""M6: the true peak of the mix, four times oversampled."""

import numpy as np
import soxr

from engine.units import to_amplitude
from planner.transitions.measure.seam import Seam
from planner.transitions.pcm import Pcm
from planner.transitions.transition import Measure

LIMIT_DBTP = -1.0
#: Two meters' interpolators differ by this much at full band.
TOLERANCE_DB = 0.1
OVERSAMPLING = 4  # ITU-R BS.1770-5, annex 2
#: Between samples a wave may rise above them: a sine by 3 dB at the worst. What lies lower than this below the loudest
#: sample is not looked at.
ABOVE_SAMPLES_DB = 4.5
BLOCK = 512  # frames looked at together; longer than the interpolator reaches


def true_peak(seam: Seam) -> Measure:
    """M6, in dBTP."""
    value = 20.0 * np.log10(max(highest(seam.mix, seam.rate), 1e-6))
    return Measure(value=round(value, 2), unit="dBTP", ok=bool(value <= LIMIT_DBTP + TOLERANCE_DB), measurable=True)


def highest(mix: Pcm, rate: int) -> float:
    """The true peak of (n, 2) samples, an amplitude: of the loudest blocks, each resampled with its neighbours."""
    blocks = np.pad(mix, ((BLOCK, BLOCK + -len(mix) % BLOCK), (0, 0))).reshape(-1, BLOCK, mix.shape[1])
    levels = np.maximum(blocks.max(axis=(1, 2)), -blocks.min(axis=(1, 2)))
    loud = levels >= levels.max() * to_amplitude(-ABOVE_SAMPLES_DB)
    if not levels.any():
        return 0.0
    near = loud.copy()
    near[1:] |= loud[:-1]
    near[:-1] |= loud[1:]
    fine = soxr.resample(blocks[near].reshape(-1, mix.shape[1]), rate, OVERSAMPLING * rate)
    between = fine.reshape(-1, BLOCK * OVERSAMPLING, mix.shape[1])[loud[near]]
    return float(max(levels.max(), between.max(), -between.min()))
