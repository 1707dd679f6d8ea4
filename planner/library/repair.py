"""Samples that are no sound: counted, replaced by silence, and a verdict at the end."""

import numpy as np
import structlog

from engine.errors import SetAside

ABSURD = 64.0  # +36 dBFS: no mix gets there, a misread float does
TOLERATED = 0.01  # of all samples; more, and the file is broken rather than scratched

log = structlog.get_logger()


class Repair:
    """Call it with each block; ``replaced`` counts the samples that were not finite or absurdly loud."""

    def __init__(self) -> None:
        self.replaced = 0
        self.seen = 0

    def __call__(self, block: np.ndarray) -> np.ndarray:
        """The block itself when it is sound, else a copy with its bad samples at zero."""
        self.seen += block.size
        if block.size == 0 or max(block.max(), -block.min()) <= ABSURD:  # false for NaN too
            return block
        bad = ~(np.abs(block) <= ABSURD)
        self.replaced += int(bad.sum())
        return np.where(bad, np.float32(0.0), block)

    def verdict(self) -> None:
        """SetAside when too much was replaced; a line in the log when a little was."""
        if self.replaced > TOLERATED * self.seen:
            share = round(100 * self.replaced / self.seen)
            raise SetAside("not-a-number", f"{share} % of the samples are no numbers: export the file again")
        if self.replaced:
            log.warning("samples replaced by silence", samples=self.replaced)
