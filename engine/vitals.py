"""What every process of the station says about itself in ``status``."""

import os

import psutil

_PROCESS = psutil.Process(os.getpid())


def vitals(name: str, state: str) -> dict[str, object]:
    """``{name, pid, state, rss_bytes, cpu_seconds}`` of this process. ``state``: "running", "starting",
    ..."""
    with _PROCESS.oneshot():
        times = _PROCESS.cpu_times()
        return {
            "name": name,
            "pid": _PROCESS.pid,
            "state": state,
            "rss_bytes": _PROCESS.memory_info().rss,
            "cpu_seconds": round(times.user + times.system, 3),
        }
