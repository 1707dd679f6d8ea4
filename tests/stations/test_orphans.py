"""Who plays on without a supervisor: by the roll, and by their own word."""

import asyncio
import os
from pathlib import Path

import pytest

from engine.bus import Server
from engine.vitals import vitals
from stations.alive import Alive, Identity
from stations.orphans import orphans
from stations.roll import Roll, write_roll
from stations.start import Start
from stations.station import Group, group_of


@pytest.fixture
def group(tmp_path: Path) -> Group:
    made = group_of([Start.of(None, {"station": {"data": str(tmp_path / "data")}})])
    made[0].places.make()
    (made[0].places.data / "run").mkdir()
    return made


def myself() -> Identity:
    mine = Alive.at(os.getpid())
    assert mine is not None
    return mine.identity


def test_who_is_on_the_roll_and_lives_plays_on(group: Group) -> None:
    assert orphans(group) == {}
    write_roll(group[0].places, {"engine": myself(), "web": Identity(os.getpid(), 1.0)})
    assert orphans(group) == {"engine": myself()}


def test_who_never_came_on_the_roll_is_known_by_answering(group: Group) -> None:
    places = group[0].places
    write_roll(places, {"outputs": Identity(os.getpid(), 1.0)})

    async def scenario() -> Roll:
        server = Server(places.socket("outputs"), {"status": lambda _: vitals("outputs", "running")})
        await server.start()
        try:
            return await asyncio.to_thread(orphans, group)
        finally:
            await server.stop()

    assert asyncio.run(scenario()) == {"outputs": myself()}
