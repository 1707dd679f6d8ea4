"""Scenarios: coroutines that a test runs to their end, bounded in time, and what they wait for."""

import asyncio
from collections.abc import Awaitable, Callable

SCENARIO_SECONDS = 40.0
UNTIL_SECONDS = 20.0
TURN_SECONDS = 0.005


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    """To its end, within SCENARIO_SECONDS."""

    async def bounded() -> None:
        async with asyncio.timeout(SCENARIO_SECONDS):
            await scenario()

    asyncio.run(bounded())


async def until(condition: Callable[[], object]) -> None:
    """Let everything else run until ``condition`` holds, UNTIL_SECONDS at most."""
    async with asyncio.timeout(UNTIL_SECONDS):
        while not condition():  # noqa: ASYNC110  what is waited for has no event of its own
            await asyncio.sleep(TURN_SECONDS)
