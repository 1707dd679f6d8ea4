"""Jobs on other machines: a Dask scheduler that the operator names, with the code that also runs in a pool here.

Each worker sees the music under the same paths, and has the same Everset. The extra ``cluster`` brings Dask.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from engine.errors import EversetError, JobFailed, Unreachable
from planner.jobs import Args, Jobs, Pool, Result

CONNECT_SECONDS = 10.0  # a scheduler on the way to another machine


def library_jobs(scheduler: str, workers: int, memory: int | None = None) -> Jobs:
    """A pool of ``workers`` on this machine, each with ``memory`` bytes at most; or the cluster of ``scheduler``, an
    address like ``tcp://10.0.0.5:8786``."""
    return Cluster(scheduler) if scheduler else Pool(workers, memory)


class Cluster:
    """The workers of the scheduler at ``address``. It is called on when the first job is there: while it can't be
    reached, jobs raise Unreachable, and those who asked ask again later."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = None

    @property
    def workers(self) -> int:
        """Threads of all machines, 1 while it isn't known."""
        return max(1, sum(self._client.nthreads().values())) if self._client is not None else 1

    async def run(
        self, seconds: float, work: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs
    ) -> Result:
        """See :class:`planner.jobs.Jobs`. A job that is cancelled and runs already is run to its end, for nothing."""
        await self._connect()
        name = getattr(work, "__name__", "job")
        future = self._client.get_executor().submit(work, *args, **kwargs)
        try:
            async with asyncio.timeout(seconds):
                result: Result = await asyncio.wrap_future(future)
                return result
        except TimeoutError as error:
            future.cancel()
            raise JobFailed(f"{name} took longer than {seconds:.0f} s and was given up") from error
        except asyncio.CancelledError:
            future.cancel()
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise self._lost("it let go of a job") from None
        except EversetError:
            raise
        except Exception as error:
            raise self._told(name, error) from error

    def rest(self) -> None:
        """They are not ours to let go."""

    def close(self) -> None:
        """See :class:`planner.jobs.Jobs`."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _connect(self) -> None:
        if self._client is not None:
            return
        try:
            self._client = await asyncio.to_thread(_client, self._address)
        except ImportError as error:
            raise self._lost("Dask isn't installed: pip install 'everset[cluster]'") from error
        except (OSError, ValueError) as error:  # a timeout is an OSError
            raise self._lost(str(error)) from error

    def _told(self, name: str, error: Exception) -> EversetError:
        from distributed import KilledWorker  # noqa: PLC0415  an optional extra
        from distributed.comm.core import CommClosedError  # noqa: PLC0415

        if isinstance(error, CommClosedError):
            return self._lost(str(error))
        if isinstance(error, KilledWorker):
            return JobFailed(f"{name} died on several workers: its input may be broken")
        return JobFailed(f"{name} failed: {type(error).__name__}: {error}")

    def _lost(self, why: str) -> Unreachable:
        self.close()
        return Unreachable(f"the scheduler at {self._address} can't be used ({why}): start it, or name another one")


def _client(address: str) -> Any:
    from distributed import Client  # noqa: PLC0415  an optional extra

    return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
