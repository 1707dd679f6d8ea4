"""A progress bar on standard error for what takes long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

REMEMBERED = 600.0  # s: how long the time that remains is told by; a few files say little


class Report(Protocol):
    """So much of ``total`` is done; ``note`` stands in place of the two numbers."""

    def __call__(self, done: float, total: float, note: str = "") -> None: ...


@contextmanager
def bar(what: str) -> Iterator[Report]:
    """The bar is gone at the end, and not there where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        speed_estimate_period=REMEMBERED,
    ) as progress:
        task = progress.add_task(what, total=None, note="")

        def report(done: float, total: float, note: str = "") -> None:
            progress.update(task, completed=done, total=total, note=note or f"{done:.0f}/{total:.0f}")

        yield report
