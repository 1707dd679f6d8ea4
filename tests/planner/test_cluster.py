"""Jobs on a Dask cluster: the same code as in a pool, and whatever goes wrong there is told as there."""

import asyncio
import os
import threading
import warnings
from collections.abc import Iterator

import pytest

from engine.errors import JobFailed, SetAside, Unreachable
from planner.cluster import Cluster, library_jobs
from planner.jobs import Pool
from tests.planner.test_jobs import divide, refuse

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own: ports, event loops, sockets left to the collector
distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=2,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        )
    yield cluster.scheduler_address
    cluster.close()


@pytest.fixture
def jobs(address: str) -> Iterator[Cluster]:
    made = Cluster(address)
    yield made
    made.close()


def broken() -> None:
    raise ValueError("broken")


def test_a_job_gives_its_result_and_workers_are_counted(jobs: Cluster) -> None:
    assert jobs.workers == 1  # not called on yet
    assert asyncio.run(jobs.run(60.0, divide, 6, 3)) == 2.0
    assert jobs.workers == 2


def test_errors_of_ours_cross_the_border_and_others_say_what_failed(jobs: Cluster) -> None:
    with pytest.raises(SetAside) as caught:
        asyncio.run(jobs.run(60.0, refuse))
    assert caught.value.code == "silent"
    with pytest.raises(JobFailed, match="broken failed: ValueError: broken"):
        asyncio.run(jobs.run(60.0, broken))


def test_a_job_that_hangs_is_given_up_at_its_deadline_and_another_runs(jobs: Cluster) -> None:
    gate = threading.Event()
    with pytest.raises(JobFailed, match="took longer"):
        asyncio.run(jobs.run(0.2, _Waiting(gate)))
    assert asyncio.run(jobs.run(60.0, divide, 1, 2)) == 0.5
    gate.set()


class _Waiting:
    """Waits for a gate of this process, where the workers are threads."""

    gates: dict[int, threading.Event] = {}  # noqa: RUF012  shared with the worker on purpose

    def __init__(self, gate: threading.Event) -> None:
        self.number = id(gate)
        self.gates[self.number] = gate

    def __call__(self) -> None:
        self.gates[self.number].wait(60)


def test_a_scheduler_that_is_not_there_is_said_and_no_file_is_blamed() -> None:
    jobs = Cluster("tcp://127.0.0.1:9")
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"):
        asyncio.run(jobs.run(60.0, os.getpid))
    jobs.close()


def test_without_a_scheduler_there_is_a_pool() -> None:
    pool = library_jobs("", 3)
    assert isinstance(pool, Pool)
    assert pool.workers == 3
    pool.close()
    assert isinstance(library_jobs("tcp://127.0.0.1:9", 3), Cluster)
