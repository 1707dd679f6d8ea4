"""A gap: something that a listener should have heard and did not."""

from typing import Literal

from msgspec import Struct

How = Literal["never came", "came late", "ident", "quiet", "click"]


class Gap(Struct, frozen=True, kw_only=True):
    """``frame``, ``length``: of the programme. ``fault``: the number of the fault that it is put down to."""

    frame: int
    length: int
    how: How
    fault: int = -1

    def ms(self, sample_rate: int) -> float:
        """Its length in milliseconds."""
        return 1000.0 * self.length / sample_rate
