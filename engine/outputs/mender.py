"""Has the engine render damaged blocks again, while the sound goes on."""

import asyncio
from pathlib import Path

from engine.client import Client
from engine.errors import EversetError, Unreachable
from engine.logs import logger

PATIENCE = 2.0  # seconds for an answer, which takes some ten milliseconds

log = logger(__name__)


class Mender:
    """Asks the engine at ``path``; any number of blocks at once, each once at a time."""

    def __init__(self, path: Path) -> None:
        self.repaired = 0  # blocks
        self._path = path
        self._asking: dict[int, asyncio.Task[None]] = {}
        self._refused: int | None = None  # the last block that stays damaged

    def ask(self, frame: int) -> None:
        """Have the block at ``frame`` rendered again, soon."""
        if frame in self._asking or frame == self._refused:
            return
        task = self._asking[frame] = asyncio.get_running_loop().create_task(self._mend(frame))
        task.add_done_callback(lambda _: self._asking.pop(frame, None))

    async def _mend(self, frame: int) -> None:
        try:
            client = await Client.connect(self._path)
            try:
                await client.call("repair", timeout=PATIENCE, frame=frame)
            finally:
                await client.close()
        except Unreachable as error:
            log.debug("nobody there to repair the ring", frame=frame, why=str(error))
        except EversetError as error:
            self._refused = frame
            log.warning("a damaged block is stepped over", frame=frame, why=str(error))
        else:
            self.repaired += 1
            log.info("a damaged block was rendered again", frame=frame)

    async def close(self) -> None:
        """Stop asking."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
