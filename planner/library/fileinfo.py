"""What a file's header says of its sound."""

from msgspec import Struct


class FileInfo(Struct, frozen=True, kw_only=True):
    """``duration`` in seconds as the header has it (0.0: not said), ``sample_rate`` the file's own in Hz."""

    duration: float
    sample_rate: int
    channels: int
    codec: str
