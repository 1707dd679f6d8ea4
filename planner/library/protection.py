"""Copy protection in MP4 files, told from the boxes of ISO/IEC 14496-12 (8.12: ``sinf`` wraps ``frma``)."""

import re
from pathlib import Path

PROTECTED = re.compile(rb"sinf.{4}frma", re.DOTALL)
MOOV_LIMIT = 64 << 20  # a header larger than this is no song's


def is_encrypted(path: Path) -> bool:
    """True when the sample description is wrapped by a protection scheme (FairPlay, CENC)."""
    return PROTECTED.search(_moov(path)) is not None


def _moov(path: Path) -> bytes:
    """The bytes of the top-level ``moov`` box, empty when there is none."""
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, kind, used = int.from_bytes(head[:4], "big"), head[4:], 8
            if size == 1:
                size, used = int.from_bytes(file.read(8), "big"), 16
            if kind == b"moov":
                return file.read(min(max(size - used, 0), MOOV_LIMIT) if size else MOOV_LIMIT)
            if size < used:
                break
            file.seek(size - used, 1)
    return b""
