"""The process itself: it keeps votes through a kill, leaves when told, and says why it can't start."""

import asyncio
import json
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, CookieJar

from benchmarks.ports import free_port
from engine.errors import StorageError
from engine.places import Places
from planner.store import Store
from tests.support.scenario import run, until
from tests.web.others import RATE, Others, ballot
from tests.web.site import Listener, get, site


@asynccontextmanager
async def process(folder: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = folder / "web.json"
    settings.write_text(json.dumps({"station": "Test FM", "port": port}))
    argv = ["-m", "web", "--data", str(folder), "--settings", str(settings)]
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(sys.executable, *argv, stdout=pipe, stderr=pipe)
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def answers(session: ClientSession) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                await get(session, "/healthz")
            except ClientError:
                await asyncio.sleep(0.05)
            else:
                return


async def tuned_in(session: ClientSession, others: Others) -> Listener:
    listener = Listener(session, await get(session, "/api/v1/now"))
    others.tune_in(listener.key)
    async with asyncio.timeout(10):
        while not (await listener.get("now"))["tuned_in"]:  # noqa: ASYNC110  another process's fact has no event here
            await asyncio.sleep(0.02)
    return listener


def test_a_vote_is_there_after_the_process_was_killed(tmp_path: Path) -> None:
    async def scenario() -> None:
        port = free_port()
        jar = CookieJar(unsafe=True)
        async with (
            Others(Places(tmp_path).make()) as others,
            process(tmp_path, port) as web,
            ClientSession(f"http://127.0.0.1:{port}", cookie_jar=jar) as session,
        ):
            others.store.ballots.open(ballot("b1", others.frame + 60 * RATE, "One", "Two"))
            await answers(session)
            listener = await tuned_in(session, others)
            assert (await listener.vote("b1", "c1"))[0] == 200
            web.kill()
            await web.wait()
            with Store.open(Places(tmp_path), None) as store:
                assert store.votes.tally("b1") == {"c1": 1}
            async with process(tmp_path, port):
                await answers(session)
                assert (await listener.get("ballot"))["my_vote"] == "c1"

    run(scenario)


def test_it_leaves_at_once_when_told_even_with_pages_open(tmp_path: Path) -> None:
    async def scenario() -> None:
        port = free_port()
        async with process(tmp_path, port) as web, ClientSession(f"http://127.0.0.1:{port}") as session:
            await answers(session)
            page = await session.ws_connect("/api/v1/live")
            assert (await page.receive_json(timeout=5))["type"] == "state"
            told = time.monotonic()
            web.send_signal(signal.SIGTERM)
            assert await web.wait() == 0
            print(f"left after {time.monotonic() - told:.2f} s")
            assert (await page.receive(timeout=1)).data == 1001

    run(scenario)


def test_a_port_in_use_is_said_and_what_to_do(tmp_path: Path) -> None:
    async def scenario() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            async with process(tmp_path, port) as web:
                _, said = await asyncio.wait_for(web.communicate(), 20)
                assert web.returncode == 1
                assert f"can't listen on 127.0.0.1:{port}".encode() in said
                assert b"Traceback" not in said

    run(scenario)


def test_settings_that_are_wrong_are_all_named(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with process(tmp_path, 70_000) as web:
            _, said = await asyncio.wait_for(web.communicate(), 20)
            assert web.returncode == 2
            assert b"port:" in said

    run(scenario)


def test_a_disk_that_refuses_to_forget_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Store] = []

    def prune(store: Store) -> None:
        asked.append(store)
        if len(asked) == 1:
            raise StorageError("the disk is full: free some space")

    monkeypatch.setattr(Store, "prune", prune)
    monkeypatch.setattr("web.app.PRUNE_SECONDS", 0.01)

    async def scenario() -> None:
        async with site(tmp_path):
            await until(lambda: len(asked) > 1)

    run(scenario)
