"""Heavy work as jobs: each in a process of its own pool, with a deadline, and a death that takes nothing else along.

``Jobs`` is the interface; ``Pool`` runs them on this machine. A job is a module-level function with arguments that
pickle; it must be idempotent, since it may be asked for again after a crash.
"""

import asyncio
import contextlib
import os
import resource
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from typing import ParamSpec, Protocol, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from engine.errors import EversetError, JobFailed
from engine.logs import configure_plain
from engine.mortal import end_with

Args = ParamSpec("Args")
Result = TypeVar("Result")

NICENESS = 10  # jobs yield to the sound: the engine and the outputs run at 0
#: Two threads of each pool look around so often (seconds), for a death or a deadline; results are told at once all the
#: same. At Pebble's 0.1 s that was most of what a planner with nothing to do cost.
BUSY, AT_REST = 1.0, 4.0
LEAVING = 0.05  # once a pool is closed, for whoever closes it waits for them
CONSTS.sleep_unit = AT_REST
TASKS_A_WORKER = 64  # then a fresh process, so that a leak in a decoder never grows


class Jobs(Protocol):
    """Runs jobs somewhere."""

    @property
    def workers(self) -> int:
        """How many at a time."""
        ...

    async def run(
        self, seconds: float, work: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Result:
        """The job's result. Raises what it raised if that is an EversetError, JobFailed when it died, timed out
        after ``seconds`` or broke. Cancelling the awaiting task kills the job."""
        ...

    def rest(self) -> None:
        """Nothing is to be done for a while."""
        ...

    def close(self) -> None:
        """Stop every job now."""
        ...


class Pool:
    """``workers`` processes on this machine; what waits is served in order. ``memory``: bytes that each may take, at
    most; a job that wants more fails."""

    def __init__(self, workers: int, memory: int | None = None) -> None:
        self.workers = workers
        self._memory = memory
        self._pool = self._made()
        self._used = False  # whether there are workers: the first job starts them

    def _made(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=TASKS_A_WORKER,
            initializer=_settle_in,
            initargs=(os.getpid(), self._memory),
            context=get_context("spawn"),
        )

    async def run(
        self, seconds: float, work: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Result:
        """See :class:`Jobs`."""
        self._used = True
        future = self._pool.submit(work, seconds, *args, **kwargs)
        name = getattr(work, "__name__", "job")
        try:
            with _watchful():
                return await asyncio.wrap_future(future)
        except EversetError:
            raise
        except asyncio.CancelledError:
            future.cancel()  # kills the worker that runs it
            raise
        except FutureTimeoutError as error:
            raise JobFailed(f"{name} took longer than {seconds:.0f} s and was stopped") from error
        except ProcessExpired as error:
            raise JobFailed(f"{name} died ({error}): its input may be broken") from error
        except Exception as error:
            raise JobFailed(f"{name} failed: {type(error).__name__}: {error}") from error

    def rest(self) -> None:
        """Let the workers go, 0.1 GB each, once what they do is done, and wait for nothing; the next job starts
        others."""
        if self._used:
            pool, self._pool, self._used = self._pool, self._made(), False
            pool.close()
            threading.Thread(target=pool.join, daemon=True).start()

    def close(self) -> None:
        """See :class:`Jobs`."""
        CONSTS.sleep_unit = LEAVING
        self._pool.stop()
        self._pool.join()


class Inline:
    """Runs jobs in this process, one after the other: for commands that have nothing else to do."""

    workers = 1

    async def run(
        self, seconds: float, work: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Result:
        """See :class:`Jobs`; the deadline is not kept."""
        return work(*args, **kwargs)

    def rest(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Nothing runs."""


_under_way = 0  # jobs of all pools


@contextlib.contextmanager
def _watchful() -> Iterator[None]:
    """While a job is under way, the threads of the pools look around more often."""
    global _under_way  # noqa: PLW0603  Pebble has one pace for all pools
    _under_way += 1
    CONSTS.sleep_unit = BUSY
    try:
        yield
    finally:
        _under_way -= 1
        CONSTS.sleep_unit = BUSY if _under_way else AT_REST


def _settle_in(parent: int, memory: int | None) -> None:
    end_with(parent)
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    os.nice(NICENESS)
    configure_plain()
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(library, "1")
