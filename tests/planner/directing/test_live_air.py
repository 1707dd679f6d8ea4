"""The air of a running engine: who asks at once shares a connection, and an engine that goes is asked again."""

import asyncio
from pathlib import Path
from typing import Any

from engine.bus import Server
from planner.directing.live_air import LiveAir
from tests.support.scenario import run


class Engine(Server):
    """Says how many connections it has been asked by."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, {"status": self._status})

    def _status(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"connections": len(self._connections)}


def test_who_asks_at_once_shares_a_connection(tmp_path: Path) -> None:
    async def scenario() -> None:
        engine = Engine(tmp_path / "engine.sock")
        await engine.start()
        air = LiveAir(engine.path, -16.0)
        answers = await asyncio.gather(*(air.call("status") for _ in range(5)))
        assert [answer["connections"] for answer in answers] == [1] * 5
        await air.close()
        await engine.stop()

    run(scenario)


def test_an_engine_that_goes_while_it_is_asked_is_asked_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        path = tmp_path / "engine.sock"
        first = Engine(path)
        await first.start()
        air = LiveAir(path, -16.0)
        await air.call("status")
        await first.stop()
        asked = [asyncio.create_task(air.call("status")) for _ in range(3)]
        await asyncio.sleep(0)
        second = Engine(path)
        await second.start()
        assert [answer["connections"] for answer in await asyncio.gather(*asked)] == [1] * 3
        await air.close()
        await second.stop()

    run(scenario)
