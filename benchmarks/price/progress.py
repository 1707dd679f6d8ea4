"""A line to standard error about what is being measured: this takes minutes."""

import sys


def say(what: str) -> None:
    """Tell ``what`` is under way."""
    print(f"… {what}", file=sys.stderr, flush=True)
