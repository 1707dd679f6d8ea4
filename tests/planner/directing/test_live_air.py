"""The air of a running engine: who asks at once shares a connection, an engine that goes is asked again, and where its
head is between two words."""

import asyncio
from pathlib import Path
from typing import Any

from engine.bus import Server
from engine.head import TRUSTED_SECONDS
from planner.directing.live_air import LiveAir
from tests.support.scenario import run, until


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


RATE = 100


class Telling(Engine):
    """Says where its head is to who subscribes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.on_subscribe = lambda: [
            {"event": "programme", "sample_rate": RATE, "clips": [], "marks": [], **head(1_000)}
        ]


def head(frame: int) -> dict[str, int]:
    return {"frame": frame, "horizon": frame + 10 * RATE, "end": 10_000}


def test_the_head_moves_between_two_words_of_the_engine(tmp_path: Path) -> None:
    async def scenario() -> None:
        now = 50.0
        engine = Telling(tmp_path / "engine.sock")
        await engine.start()
        air = LiveAir(engine.path, -16.0, clock=lambda: now)
        following = asyncio.create_task(air.follow())
        await air.ready()
        assert (air.frame, air.horizon) == (1_000, 2_000)
        now += 3.0
        assert (air.frame, air.horizon) == (1_300, 2_300)
        now += 1_000.0
        assert air.frame == 1_000 + TRUSTED_SECONDS * RATE
        following.cancel()
        await air.close()
        await engine.stop()

    run(scenario)


def test_who_waits_for_a_frame_waits_its_time_and_hears_of_a_head_that_is_elsewhere(tmp_path: Path) -> None:
    async def scenario() -> None:
        engine = Telling(tmp_path / "engine.sock")
        await engine.start()
        air = LiveAir(engine.path, -16.0)
        following = asyncio.create_task(air.follow())
        await air.ready()
        await air.advance(air.frame + RATE // 2)
        assert 1_000 + RATE // 2 <= air.frame < 1_000 + 5 * RATE
        waiting = asyncio.create_task(air.advance(1_000_000))
        engine.publish("head", **head(air.frame))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        engine.publish("head", **head(2_000_000))
        await waiting
        assert air.frame >= 2_000_000
        following.cancel()
        await air.close()
        await engine.stop()

    run(scenario)


def test_skips_are_counted_across_engines_and_holds_are_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        def told(hold: bool, skips: int) -> dict[str, Any]:
            return {"event": "hand", "hold": hold, "skips": skips}

        first = [told(False, 3)]
        engine = Server(tmp_path / "engine.sock", {}, lambda: first)
        await engine.start()
        air = LiveAir(engine.path, -16.0)
        following = asyncio.create_task(air.follow())
        stirred = asyncio.create_task(air.stirred())
        await stirred
        assert (air.held, air.skips) == (False, 0), "what was before is over"
        engine.publish("hand", hold=True, skips=5)
        await until(lambda: (air.held, air.skips) == (True, 2))
        await engine.stop()
        first[:] = [told(False, 0)]
        another = Server(tmp_path / "engine.sock", {}, lambda: first)
        await another.start()
        await until(lambda: not air.held)
        another.publish("hand", hold=False, skips=1)
        await until(lambda: air.skips == 3)
        following.cancel()
        await another.stop()

    run(scenario)
