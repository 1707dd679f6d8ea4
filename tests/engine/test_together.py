"""Works side by side: all of them until told to stop, or until one fails."""

import asyncio

import pytest

from engine.together import together
from tests.support.scenario import run


class Work:
    """Goes on for ever."""

    def __init__(self) -> None:
        self.state = "new"

    async def run(self) -> None:
        self.state = "runs"
        try:
            await asyncio.Event().wait()
        finally:
            self.state = "over"


def test_they_run_until_told_to_stop() -> None:
    async def scenario() -> None:
        stop, one, other = asyncio.Event(), Work(), Work()
        running = asyncio.create_task(together(stop, one.run(), other.run()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert (one.state, other.state) == ("runs", "runs")
        stop.set()
        await running
        assert (one.state, other.state) == ("over", "over")

    run(scenario)


def test_one_that_fails_ends_the_others() -> None:
    async def fails() -> None:
        raise ValueError("broken")

    async def scenario() -> None:
        other = Work()
        with pytest.raises(ValueError, match="broken"):
            await together(asyncio.Event(), other.run(), fails())
        assert other.state == "over"

    run(scenario)
