"""The planner's process: what was heard so far can be chosen while the librarian is still listening."""

import asyncio
from pathlib import Path

import pytest

from engine.places import Places
from planner import service
from planner.settings import PlannerSettings
from tests.support.tracks import made_track


def test_the_shelf_grows_while_the_librarian_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "GLANCE_SECONDS", 0.001)

    async def scenario() -> None:
        planner = service.PlannerService(Places(tmp_path).make(), PlannerSettings())
        glancing = asyncio.create_task(planner._glance())
        try:
            for name in ("a", "b"):
                planner._store.catalogue.put(made_track(name), 1, 1)
                async with asyncio.timeout(10):
                    while not planner._shelf.has(name):  # noqa: ASYNC110  nothing tells of it
                        await asyncio.sleep(0)
        finally:
            glancing.cancel()
            await planner._leave()

    asyncio.run(scenario())
