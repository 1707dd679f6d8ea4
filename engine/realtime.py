"""The right of way of the audio thread: SCHED_FIFO, CPUs of its own, memory that stays. Each where the system allows
it; where it does not, a line says what is missing and how to give it."""

import os
import resource
import signal
from pathlib import Path

from msgspec import Struct

from engine.logs import logger
from engine.memory import Region, lock

#: What the audio thread runs besides the kernels' own files: zlib's checksum and the C library.
LIBRARIES = ("/libz.", "/libc.", "/libc-", "/libm.", "/libm-", "/libpthread")

log = logger(__name__)


class Realtime(Struct, frozen=True, kw_only=True):
    """What is wanted. ``priority``: of SCHED_FIFO, 0 for none. ``cpus``: where it runs, all when empty. ``lock``: keep
    its memory."""

    priority: int = 0
    cpus: tuple[int, ...] = ()
    lock: bool = False


class Standing(Struct, frozen=True, kw_only=True):
    """What there is."""

    priority: int = 0
    cpus: tuple[int, ...] = ()
    locked: bool = False


def take_right_of_way(wanted: Realtime, regions: list[Region]) -> Standing:
    """For the thread that calls, which gets no signals any longer either: they are the others' to handle.

    ``regions``: the memory that it reads and writes all the time."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    return Standing(
        priority=_schedule(wanted.priority),
        cpus=_stay_on(wanted.cpus),
        locked=wanted.lock and _keep([*regions, *code()]),
    )


def _schedule(priority: int) -> int:
    if not priority:
        return 0
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(priority))
    except OSError as error:
        allowed, _ = resource.getrlimit(resource.RLIMIT_RTPRIO)
        log.info(
            "the audio thread has no right of way over other programs",
            why=f"SCHED_FIFO {priority}: {error.strerror}; the limit is {allowed}",
            do=f"`ulimit -r {priority}`, LimitRTPRIO={priority} in systemd's unit, or engine.realtime_priority = 0",
        )
        return 0
    return priority


def _stay_on(cpus: tuple[int, ...]) -> tuple[int, ...]:
    if cpus:
        try:
            os.sched_setaffinity(0, cpus)
        except OSError as error:
            there = sorted(os.sched_getaffinity(0))
            log.info(
                "the audio thread runs on any CPU",
                why=f"CPUs {list(cpus)}: {error.strerror}; there are {there}",
                do="set engine.cpus to some of these",
            )
    return tuple(sorted(os.sched_getaffinity(0)))


def _keep(regions: list[Region]) -> bool:
    """Lock all of ``regions``, as far as it goes; whether all are."""
    refused = [size for address, size in regions if not lock((address, size))]
    if refused:
        limit, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        needed = sum(size for _, size in regions)
        log.info(
            "the audio thread's memory may be swapped out",
            why=f"{sum(refused) / 1e6:.0f} of {needed / 1e6:.0f} MB can't be locked; the limit is {limit / 1e6:.0f} MB",
            do="`ulimit -l unlimited`, or LimitMEMLOCK=infinity in systemd's unit",
        )
    return not refused


def code() -> list[Region]:
    """Where the code lies that the audio thread runs."""
    kernels = str(Path(__file__).parents[1] / "ext") + "/"
    mappings = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    return [
        span(line) for line in mappings if any(name in line for name in (kernels, *LIBRARIES)) and " ---p" not in line
    ]


def span(mapping: str) -> Region:
    """Where a line of /proc/self/maps lies."""
    start, end = (int(edge, 16) for edge in mapping.split(maxsplit=1)[0].split("-"))
    return start, end - start
