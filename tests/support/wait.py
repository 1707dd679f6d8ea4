"""The one place where a test waits for another process: by asking for what it can see, until a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], timeout: float = 10.0) -> T:
    """What ``condition`` gives once that is true. Errors count as not yet; the last one tells why it never
    came."""
    deadline = time.monotonic() + timeout
    error: Exception | None = None
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
            error = None
        except Exception as failed:
            error = failed
        time.sleep(0.01)
    raise AssertionError(f"not within {timeout} s: {condition}") from error
