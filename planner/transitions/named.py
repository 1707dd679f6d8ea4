"""Files named after what went into them: what is there is not made again."""

import contextlib
import os
from hashlib import blake2b
from pathlib import Path

import msgspec


def named(*told: object) -> str:
    """A name for what depends on ``told`` alone."""
    return blake2b(msgspec.json.encode(told), digest_size=16).hexdigest()


def used(path: Path) -> bool:
    """Whether it is there, the most recently used now."""
    if not path.exists():
        return False
    with contextlib.suppress(OSError):  # a full or read-only disk: only the order of use is lost
        os.utime(path)
    return True
