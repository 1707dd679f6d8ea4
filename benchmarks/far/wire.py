"""A wire between two hosts: IP packets from one TUN device to another, late, and not all of them. Loss and delay are
those of real packets, whatever TCP makes of them; the kernel's own (``tc netem``) is not on every machine."""

import fcntl
import heapq
import os
import random
import select
import struct
import threading
import time
from typing import Self

TUNSETIFF = 0x4004_54CA  # linux/if_tun.h
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET = 65_536


class Wire:
    """``delay``: seconds each way; ``loss``: share of the packets, by ``seed``; ``cut``: nothing comes through. Raises
    OSError where this process may not make devices."""

    def __init__(self, names: tuple[str, str], *, delay: float = 0.0, loss: float = 0.0, seed: int = 1) -> None:
        self.names = names
        self.delay, self.loss = delay, loss
        self.cut = False
        self.passed = self.dropped = 0
        self._random = random.Random(seed)  # noqa: S311  what is lost is no secret
        self._ends = [_device(name) for name in names]
        self._late: list[tuple[float, int, int, bytes]] = []  # when, which, to whom, what
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wire", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        for end in self._ends:
            os.close(end)

    def _run(self) -> None:
        coming = select.poll()  # not select, which knows no file above 1,023
        for end in self._ends:
            coming.register(end, select.POLLIN)
        while not self._stopped.is_set():
            wait = self._late[0][0] - time.monotonic() if self._late else 0.1
            for end, _ in coming.poll(1e3 * min(0.1, max(0.0, wait))):
                self._take(self._ends.index(end))
            self._deliver()

    def _take(self, side: int) -> None:
        packet = os.read(self._ends[side], PACKET)
        if self.cut or self._random.random() < self.loss:
            self.dropped += 1
            return
        self.passed += 1
        heapq.heappush(self._late, (time.monotonic() + self.delay, self.passed, 1 - side, packet))

    def _deliver(self) -> None:
        while self._late and self._late[0][0] <= time.monotonic():
            _, _, side, packet = heapq.heappop(self._late)
            if not self.cut:
                os.write(self._ends[side], packet)


def _device(name: str) -> int:
    made = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.ioctl(made, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
    except BaseException:
        os.close(made)
        raise
    return made
