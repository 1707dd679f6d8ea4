"""A host of our own on this machine: a network namespace with two ways to it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from msgspec import Struct

from benchmarks.far.wire import Wire

#: Private (RFC 1918) and unlikely to be anybody's; by this process, so that two may have a host each.
NETWORK = f"10.213.{os.getpid() % 250}"
GOOD, BAD = (f"{NETWORK}.1", f"{NETWORK}.2"), (f"{NETWORK}.5", f"{NETWORK}.6")


class Host(Struct):
    """``good``, ``bad``: its addresses by either way; ``wire``: the bad one; ``within``: the words before a command
    that runs it there."""

    good: str
    bad: str
    wire: Wire
    within: list[str]


@contextmanager
def host(*, delay: float, loss: float) -> Iterator[Host]:
    """One, until the end. Raises OSError where this process may not make one: only root may."""
    name = f"everset-{os.getpid()}"
    good, bad = (f"evg{os.getpid()}", f"evg{os.getpid()}f"), (f"evb{os.getpid()}", f"evb{os.getpid()}f")
    with ExitStack() as stack:
        ip("netns", "add", name)
        stack.callback(ip, "netns", "del", name)
        ip("link", "add", good[0], "type", "veth", "peer", "name", good[1])
        wire = stack.enter_context(Wire(bad, delay=delay, loss=loss))
        for here, there, addresses in ((*good, GOOD), (*bad, BAD)):
            ip("link", "set", there, "netns", name)
            _address(here, addresses)
            _address(there, addresses[::-1], "-n", name)
        ip("-n", name, "link", "set", "lo", "up")
        yield Host(GOOD[1], BAD[1], wire, ["ip", "netns", "exec", name])


def _address(device: str, ends: tuple[str, str], *where: str) -> None:
    ip(*where, "addr", "add", ends[0], "peer", ends[1], "dev", device)
    ip(*where, "link", "set", device, "up")


def ip(*words: str) -> None:
    """Raises OSError with what ip(8) says."""
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")
