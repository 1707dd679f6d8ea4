"""The frames of an MP3 stream, as they are."""

from collections.abc import Iterator

RATES = (44_100, 48_000, 32_000)
KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def frames(data: bytes) -> Iterator[bytes]:
    """Each whole frame of MPEG-1 layer III in ``data``, from the first of which another one follows (ISO 11172-3)."""
    place = first(data)
    while place + 4 <= len(data) and (size := _size(data, place)) and place + size <= len(data):
        yield data[place : place + size]
        place += size


def first(data: bytes) -> int:
    """Where the first frame begins: who comes to a server in the middle gets a part of one before."""
    return next(
        place
        for place in range(len(data))
        if (size := _size(data, place))
        and _size(data, place + size)
        and data[place + 2] >> 2 == data[place + size + 2] >> 2
    )


def _size(data: bytes, place: int) -> int:
    """Bytes of the frame whose header is there; 0 where none is."""
    if len(data) < place + 4 or data[place] != 0xFF or data[place + 1] & 0xFE != 0xFA:
        return 0
    kbps, rate, padding = data[place + 2] >> 4, data[place + 2] >> 2 & 3, data[place + 2] >> 1 & 1
    return 0 if kbps in (0, 15) or rate == 3 else 144_000 * KBPS[kbps] // RATES[rate] + padding
