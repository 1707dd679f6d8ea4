"""A mount behind a bad network: what its listeners miss of what goes out. Packets are really lost, on a wire between
two hosts of this machine."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.chaos.listener import Listener
from benchmarks.crowd.icecast import PASSWORD, server
from benchmarks.far.host import Host, host
from benchmarks.far.missed import Missed, missed
from benchmarks.units import units
from tests.engine.outputs.icecast.test_mounts import FRAME, facts, on_air, reaches
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

REACH = 14.0  # seconds that a mount may be behind as shipped: outputs.burst_seconds + outputs.queue_seconds

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="NOT ROOT: what a bad network costs was not tried, only root may make hosts and wires"
)


@pytest.fixture
def far() -> Iterator[tuple[Host, int]]:
    """A host behind a bad network, and the port of the Icecast there. pytest's own folders are closed to its user."""
    with (
        tempfile.TemporaryDirectory(prefix="everset-far-") as folder,
        host(delay=0.05, loss=0.02) as made,
        server(Path(folder), 10, bind="0.0.0.0", at=made.good, within=made.within) as (_, port),
    ):
        yield made, port


class Air:
    """A station whose mount is behind the wire of ``far``, and two listeners: of the mount by a good way, and of the
    built-in stream."""

    def __init__(self, everset: Station, far: Host, port: int) -> None:
        self.far = far
        place = {"host": far.bad, "port": port, "mount": "/live.mp3", "password": PASSWORD}
        self.outputs: Process = on_air(everset, place)
        reaches(self.outputs, "on air")
        own = self.outputs.ask("status")["outputs"][0]["port"]
        self.built_in = Listener(f"http://127.0.0.1:{own}/stream.mp3").start()
        self.mount = Listener(f"http://{far.good}:{port}/live.mp3").start()
        self.heard(5)

    def heard(self, seconds: float) -> None:
        """Wait until the built-in stream has gone on for that long."""
        enough = self._count() + seconds * RATE / FRAME
        eventually(lambda: self._count() >= enough, seconds + 20)

    def _count(self) -> int:
        return sum(len(one.data) for one in self.built_in.connections) // (144_000 * 192 // RATE)

    def stop(self) -> Missed:
        for one in (self.mount, self.built_in):
            one.stop()
        (whole,) = self.built_in.connections
        parts = [frame for one in self.mount.connections for frame in units(bytes(one.data))]
        return missed(parts, list(units(bytes(whole.data))))


@pytest.mark.slow
def test_delay_loss_and_seconds_without_a_network_cost_nothing(everset: Station, far: tuple[Host, int]) -> None:
    air = Air(everset, *far)
    air.far.wire.cut = True
    air.heard(5)
    air.far.wire.cut = False
    air.heard(20)
    found = air.stop()
    assert air.far.wire.dropped > 0
    assert (found.holes, found.twice, found.strange) == ([], 0, 0)
    assert len(air.mount.connections) == 1
    assert found.heard * FRAME > 20 * RATE


@pytest.mark.slow
def test_a_minute_without_a_network_costs_a_minute_and_no_more(everset: Station, far: tuple[Host, int]) -> None:
    air = Air(everset, *far)
    air.far.wire.cut = True
    began = time.monotonic()
    air.heard(60)
    lasted = time.monotonic() - began
    air.far.wire.cut = False
    back = eventually(lambda: air.mount.last > (began + lasted) * 1e9, 30)
    assert back
    air.heard(5)
    found, told = air.stop(), facts(air.outputs)
    lost = sum(count for _, count in found.holes) * FRAME / RATE
    assert (found.twice, found.strange) == (0, 0)
    assert len(found.holes) == 1
    assert lasted - REACH < lost < lasted + 5
    assert told["left_out_frames"] / RATE < lost
