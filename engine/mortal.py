"""A child that ends with its parent, however that dies: what a killed process was having computed, nobody wants."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2); the kernel sends the signal when the thread that started the child ends

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """From now on this process is killed when ``parent``, which started it, ends; at once where it has ended. Elsewhere
    than on Linux it goes on to the end of its work."""
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
