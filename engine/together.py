"""What a service does side by side."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def together(stop: asyncio.Event, *works: Coroutine[Any, Any, None]) -> None:
    """Run ``works``, none of which ends but by an error, until ``stop`` is set; that error is raised. None of them goes
    on behind it."""
    tasks = [asyncio.create_task(work) for work in works]
    stopped = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopped}:
            task.result()
    finally:
        for task in (*tasks, stopped):
            task.cancel()
        await asyncio.gather(*tasks, stopped, return_exceptions=True)
