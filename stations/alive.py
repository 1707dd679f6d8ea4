"""A process of a station, by its number and its birth: numbers are used again, and a stranger is not ours."""

import asyncio
import contextlib
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psutil
from msgspec import Struct

POLL_SECONDS = 0.25  # where the kernel has no descriptors of processes


class Identity(Struct, frozen=True):
    """``born``: the kernel's own mark of the process's start; only ever compared."""

    pid: int
    born: float


class Alive:
    """A process that was found alive or started; what is sent to it reaches it or nobody. ``child``: it is this
    process's own."""

    def __init__(
        self, identity: Identity, descriptor: int | None, child: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        self.identity = identity
        self.child = child
        self._descriptor = descriptor

    @classmethod
    def start(cls, command: list[str], **popen: Any) -> "Alive":
        """Start ``command`` in a session of its own. Raises OSError."""
        child = subprocess.Popen(command, start_new_session=True, **popen)
        born = birth(child.pid, zombie=True)  # its number stays its own until its end was asked for
        return cls(Identity(child.pid, born or 0.0), open_process(child.pid), child)

    @classmethod
    def find(cls, identity: Identity) -> "Alive | None":
        """The process, None when it has ended."""
        descriptor = open_process(identity.pid)
        if birth(identity.pid) == identity.born:  # the descriptor is held, so that number stays its own from here on
            return cls(identity, descriptor)
        if descriptor is not None:
            os.close(descriptor)
        return None

    @classmethod
    def at(cls, pid: int) -> "Alive | None":
        """Whoever has this number now."""
        born = birth(pid)
        return None if born is None else cls.find(Identity(pid, born))

    @property
    def pid(self) -> int:
        return self.identity.pid

    @property
    def running(self) -> bool:
        return birth(self.pid) == self.identity.born

    def send(self, number: signal.Signals) -> None:
        """Nothing when it has ended."""
        try:
            if self._descriptor is not None:
                signal.pidfd_send_signal(self._descriptor, number)
            elif self.running:
                os.kill(self.pid, number)
        except ProcessLookupError:
            return

    async def ended(self) -> None:
        """Wait for its end, without a look in between where the kernel tells."""
        while self.running:
            if self._descriptor is None:
                await asyncio.sleep(POLL_SECONDS)
            else:
                await readable(self._descriptor)
        if self.child is not None:
            self.child.wait()

    async def leave(self, patience: float) -> bool:
        """SIGTERM, and SIGKILL behind ``patience`` seconds; whether it left by itself."""
        self.send(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.ended(), patience)
        except TimeoutError:
            self.send(signal.SIGKILL)
            with contextlib.suppress(TimeoutError):  # a disk that hangs keeps even that one
                await asyncio.wait_for(self.ended(), patience)
            return False
        return True

    @property
    def code(self) -> int | None:
        """How it ended, where that is known."""
        return self.child.poll() if self.child else None

    def __del__(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)


async def readable(descriptor: int) -> None:
    """Wait until ``descriptor`` can be read."""
    loop = asyncio.get_running_loop()
    seen = asyncio.Event()
    own = os.dup(descriptor)  # several may wait for the same process
    loop.add_reader(own, seen.set)
    try:
        await seen.wait()
    finally:
        loop.remove_reader(own)
        os.close(own)


def open_process(pid: int) -> int | None:
    """A descriptor of the process, None where there is none or the system has no such thing."""
    try:
        return os.pidfd_open(pid)
    except (OSError, AttributeError):
        return None


def birth(pid: int, *, zombie: bool = False) -> float | None:
    """When the process was born, None when it is not there or has ended. From the kernel's tick count, which no change
    of the clock moves. ``zombie``: also of one that has ended and was not asked for its end."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return None if facts[0] in "ZX" and not zombie else float(facts[19])  # proc_pid_stat(5): state, starttime
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() else asked(pid)
    except (OSError, IndexError):
        return None


def asked(pid: int) -> float | None:
    """The same, where there is no /proc."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None
