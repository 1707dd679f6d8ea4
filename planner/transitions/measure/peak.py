"""M6: the true peak of the mix, four times oversampled."""

import numpy as np
import soxr

from planner.transitions.measure.seam import Seam
from planner.transitions.transition import Measure

LIMIT_DBTP = -1.0
#: Two meters' interpolators differ by this much at full band.
TOLERANCE_DB = 0.1
OVERSAMPLING = 4  # ITU-R BS.1770-5, annex 2


def true_peak(seam: Seam) -> Measure:
    """M6, in dBTP."""
    mix = seam.mix
    fine = soxr.resample(mix, seam.rate, OVERSAMPLING * seam.rate) if len(mix) else mix
    highest = max(float(np.max(np.abs(fine), initial=0.0)), float(np.max(np.abs(mix), initial=0.0)))
    value = 20.0 * np.log10(max(highest, 1e-6))
    return Measure(value=round(value, 2), unit="dBTP", ok=bool(value <= LIMIT_DBTP + TOLERANCE_DB), measurable=True)
