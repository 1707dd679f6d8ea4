"""What a hand wants of the set: the next track at once, or this one for longer."""

from planner.directing.air import Air


class Wishes:
    """Those that the engine of ``air`` tells of."""

    def __init__(self, air: Air) -> None:
        self._air = air
        self._skips = air.skips

    @property
    def skip(self) -> bool:
        """Whether what is announced next is wanted at once."""
        return self._air.skips != self._skips

    @property
    def hold(self) -> bool:
        """Whether the track on air is not to be left."""
        return self._air.held

    @property
    def skips(self) -> int:
        """How often a hand has asked for that so far."""
        return self._air.skips

    def forget(self, skips: int) -> None:
        """What was skipped to by the first ``skips`` is on its way, or on air."""
        self._skips = skips
