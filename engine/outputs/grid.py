"""Where a stream's units begin: at multiples of their length on the station's clock, in every process and for
ever. So one process goes on where another stopped, and a listener finds the frame that they missed."""

from msgspec import Struct


class Grid(Struct, frozen=True):
    """Samples may be fed to the encoder as programme frame *p*, *given* samples after its first, when p − given ≡
    ``phase`` (mod ``size``)."""

    size: int = 1
    phase: int = 0

    def after(self, frame: int, given: int = 0) -> int:
        """The first such programme frame from ``frame`` on."""
        return frame + (self.phase + given - frame) % self.size
