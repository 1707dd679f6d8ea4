"""Whether an ``input.harbor`` and its command server would be used as they are set; nothing is changed by asking."""

import asyncio

from engine.errors import EversetError
from engine.mounts import LiquidsoapInput
from engine.outputs.liquidsoap.client import Client
from engine.outputs.liquidsoap.commands import Commands
from engine.outputs.liquidsoap.feed import trial


def problems(place: LiquidsoapInput) -> list[str]:
    """One line a thing that is wrong."""
    return [str(found) for found in asyncio.run(_tried(place)) if isinstance(found, EversetError)]


async def _tried(place: LiquidsoapInput) -> list[BaseException | None]:
    tries = [trial(place), *([_server(place)] if place.server else [])]
    found = await asyncio.gather(*tries, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, EversetError):
            raise one
    return found


async def _server(place: LiquidsoapInput) -> None:
    """Raises EversetError where the server does not answer, or knows no such input."""
    client = Client(place.server)
    try:
        await Commands(client).source(place.input)
    finally:
        client.close()
