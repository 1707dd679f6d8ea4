"""The processes of a station, and what each has cost so far, those that have ended included."""

import psutil

#: Rubber Band's programs below the planner's workers; what the workers do themselves is theirs.
STRETCH, WORKERS = "stretch", "workers"
PARENT = "planner"  # whose workers they are


class Family:
    """``pids``: the station's processes by name, as its supervisor knows them."""

    def __init__(self, pids: dict[str, int]) -> None:
        self._named = {name: psutil.Process(pid) for name, pid in pids.items()}
        self._stretched: dict[int, float] = {}  # by worker, dead ones too

    @property
    def pids(self) -> list[int]:
        """All that live now."""
        return [*(one.pid for one in self._named.values()), *(one.pid for one in self._below())]

    def cpu(self) -> dict[str, float]:
        """CPU seconds by name. Raises psutil.NoSuchProcess when one of the station's processes has died."""
        spent = {name: _own(one) for name, one in self._named.items()}
        below = _waited(self._named[PARENT])
        for worker in self._named[PARENT].children():
            below += self._worker(worker)
        spent[STRETCH] = sum(self._stretched.values())
        spent[WORKERS] = below - spent[STRETCH]
        return spent

    def _worker(self, worker: psutil.Process) -> float:
        """All of one worker; its share of stretching is remembered."""
        try:
            stretched = _waited(worker) + sum(map(_own, worker.children()))
            own = _own(worker)
        except psutil.NoSuchProcess:  # its parent has it by now, or will have at the next look
            return 0.0
        self._stretched[worker.pid] = max(stretched, self._stretched.get(worker.pid, 0.0))
        return own + stretched

    def _below(self) -> list[psutil.Process]:
        return self._named[PARENT].children(recursive=True)


def _own(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _waited(process: psutil.Process) -> float:
    """Of its children that have ended."""
    times = process.cpu_times()
    return float(times.children_user + times.children_system)
