"""Takes over from the outputs process before, whatever that one can."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.bus import answers
from engine.client import Client
from engine.errors import EversetError, StationBusy
from engine.logs import logger
from engine.outputs.baggage import PATIENCE, Baggage, take
from engine.places import Places

log = logger(__name__)


async def take_over(places: Places) -> tuple[Baggage, list[int]] | None:
    """Everything of the process that serves now, which leaves. None where there is none, or where it can't hand over:
    then it is asked to leave, and its listeners connect again."""
    path = places.socket("outputs")
    if not await answers(path):
        return None
    client = await Client.connect(path)
    try:
        pid = int((await client.call("status"))["pid"])
        try:
            return await _taken(client, path.with_name("outputs-next.sock"))
        except (EversetError, OSError) as error:
            log.warning("the listeners have to connect again", why=str(error))
    finally:
        await client.close()
    with contextlib.suppress(ProcessLookupError):  # killed in the middle of it
        os.kill(pid, signal.SIGTERM)
    try:
        async with asyncio.timeout(PATIENCE):
            while await answers(path):  # noqa: ASYNC110  it says nothing when it goes
                await asyncio.sleep(0.02)
    except TimeoutError as error:
        raise StationBusy(f"process {pid} serves and does not leave: kill it, then try again") from error
    return None


async def _taken(client: Client, path: Path) -> tuple[Baggage, list[int]]:
    with door(path) as listening:
        await client.call("hand_over", to=str(path))
        return await asyncio.to_thread(take, listening)


@contextmanager
def door(path: Path) -> Iterator[socket.socket]:
    """A socket that listens at ``path``, for this user alone."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        try:
            path.chmod(0o600)
            listening.listen(1)
            yield listening
        finally:
            path.unlink(missing_ok=True)
