"""Services of several stations in one process: they share its interpreter and its loop, and nothing else. Where one
fails it is started again by itself, and the others go on; a lone one ends its process, and that is started again."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable

import structlog

from engine.backoff import Backoff
from engine.errors import EversetError
from engine.logs import logger

#: A station's service, until the event is set or its work is over.
Service = Callable[[asyncio.Event], Awaitable[None]]

log = logger(__name__)


async def company(services: dict[str, Service]) -> None:
    """Run ``services``, by station, until all are over; SIGTERM and SIGINT stop all. Raises what a lone one raises."""
    stops = {station: asyncio.Event() for station in services}

    def stop() -> None:
        for event in stops.values():
            event.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    if len(services) == 1:
        for station, service in services.items():
            await service(stops[station])
        return
    async with asyncio.TaskGroup() as group:
        for station, service in services.items():
            group.create_task(kept(station, service, stops[station]))


async def kept(station: str, service: Service, stop: asyncio.Event) -> None:
    """One service, started again until it is over."""
    structlog.contextvars.bind_contextvars(station=station)
    loop, backoff = asyncio.get_running_loop(), Backoff()
    while not stop.is_set():
        began = loop.time()
        try:
            await service(stop)
            return
        except EversetError as error:
            log.error("a station's service ended", why=str(error))
        except Exception:
            log.exception("a station's service died")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), backoff.after(loop.time() - began))
