"""Listening that is held up by hand: by a file in the station's folder, as long as it is there, whoever listens."""

import asyncio
from pathlib import Path

LOOK_SECONDS = 1.0  # between two looks whether it is over


class Pause:
    """At ``path``. What is being listened to is heard to its end; nothing else begins."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def on(self) -> bool:
        """Whether nothing new is listened to."""
        return self._path.exists()

    def begin(self) -> None:
        """From now on; twice is once."""
        self._path.touch()

    def end(self) -> None:
        """Listening goes on where it was."""
        self._path.unlink(missing_ok=True)

    async def over(self) -> None:
        """Wait until nobody holds it up."""
        while self.on:  # noqa: ASYNC110  another process ends it
            await asyncio.sleep(LOOK_SECONDS)
