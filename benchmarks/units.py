"""The units of an encoded stream, as they are: MP3 frames, ADTS frames, Ogg pages."""

from collections.abc import Callable, Iterator

RATES = (44_100, 48_000, 32_000)
KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def units(data: bytes, kind: str = "mp3") -> Iterator[bytes]:
    """Each whole unit in ``data``, from the first of which another one follows: who comes to a server in the middle
    gets a part of one before. ``kind``: mp3, aac, opus."""
    size_at = SIZES[kind]
    place = next((at for at in range(len(data)) if _begins(data, at, size_at)), len(data))
    while (size := size_at(data, place)) and place + size <= len(data):
        yield data[place : place + size]
        place += size


def _begins(data: bytes, place: int, size_at: Callable[[bytes, int], int]) -> bool:
    size = size_at(data, place)
    return bool(size and size_at(data, place + size))


def mp3(data: bytes, place: int) -> int:
    """Bytes of the frame of MPEG-1 layer III whose header is there (ISO 11172-3); 0 where none is."""
    if len(data) < place + 4 or data[place] != 0xFF or data[place + 1] & 0xFE != 0xFA:
        return 0
    kbps, rate, padding = data[place + 2] >> 4, data[place + 2] >> 2 & 3, data[place + 2] >> 1 & 1
    return 0 if kbps in (0, 15) or rate == 3 else 144_000 * KBPS[kbps] // RATES[rate] + padding


def adts(data: bytes, place: int) -> int:
    """The same of a frame of AAC (ISO 13818-7)."""
    if len(data) < place + 7 or data[place] != 0xFF or data[place + 1] & 0xF6 != 0xF0:
        return 0
    return (data[place + 3] & 3) << 11 | data[place + 4] << 3 | data[place + 5] >> 5


def ogg(data: bytes, place: int) -> int:
    """The same of a page (RFC 3533)."""
    if data[place : place + 4] != b"OggS" or len(data) < place + 27:
        return 0
    segments = data[place + 26]
    laces = data[place + 27 : place + 27 + segments]
    return 27 + segments + sum(laces) if len(laces) == segments else 0


SIZES: dict[str, Callable[[bytes, int], int]] = {"mp3": mp3, "aac": adts, "opus": ogg}
