"""The weights of a Demucs model, as data."""

from msgspec import Struct

PICKLE = ".th"


class Weights(Struct, frozen=True):
    """The ``files`` of a model's networks; ``shares``: how much each one's stems count, a row a network in the order
    of its sources, or nothing where they count alike."""

    files: tuple[str, ...] = ()
    shares: tuple[tuple[float, ...], ...] = ()
