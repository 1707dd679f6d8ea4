"""What a station costs while it plays: a stretch of real time that begins and ends with a seam, so that it holds whole
turns of the wheel: play, choose, decode, mix."""

import time

from msgspec import Struct

from benchmarks.price.eye import Eye
from benchmarks.price.listener import Listener
from benchmarks.price.station import Station


class Window(Struct, frozen=True):
    """``cpu``: seconds by process. ``memory``: peak PSS of all in bytes. ``decoded``: seconds of music prepared.
    ``received``: bytes that a listener got."""

    seconds: float
    seams: int
    cpu: dict[str, float]
    memory: int
    decoded: float
    received: int
    late_blocks: int

    def hourly(self, *names: str) -> float:
        """CPU seconds of these processes in an hour of stream."""
        return sum(self.cpu[name] for name in names) * 3600 / self.seconds


def watch(station: Station, seconds: float) -> Window:
    """From the station's first seam to the first one that is ``seconds`` or more behind it, with one listener. Raises
    RuntimeError when that does not come, or the listener was cut off."""
    eye, listener = Eye(station), Listener(station.stream)
    eye.until(lambda: eye.seams > 0)
    began, seams, late, cpu, decoded, received = (
        time.monotonic(), eye.seams, eye.late_blocks, eye.cpu(), eye.decoded, listener.received
    )  # fmt: skip
    eye.until(lambda: time.monotonic() - began >= seconds)
    eye.until(eye.seam_passes())
    if not listener.listens:
        raise RuntimeError("the listener was cut off: see the station's log")
    after = eye.cpu()
    return Window(
        seconds=time.monotonic() - began,
        seams=eye.seams - seams,
        cpu={name: after[name] - cpu[name] for name in after},
        memory=eye.memory,
        decoded=eye.decoded - decoded,
        received=listener.received - received,
        late_blocks=eye.late_blocks - late,
    )
