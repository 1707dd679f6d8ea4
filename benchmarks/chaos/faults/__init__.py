"""The kinds of faults, by name. ``CHEAP``: those that need neither a disk of their own nor a certain moment."""

from benchmarks.chaos.faults.clock import Step
from benchmarks.chaos.faults.disk import Full
from benchmarks.chaos.faults.fault import Fault
from benchmarks.chaos.faults.journal import Cut
from benchmarks.chaos.faults.kill import Kill
from benchmarks.chaos.faults.pair import Pair
from benchmarks.chaos.faults.pcm import Spoil
from benchmarks.chaos.faults.ring import Corrupt
from benchmarks.chaos.faults.sockets import Unlink
from benchmarks.chaos.faults.starve import Starve
from benchmarks.chaos.faults.stop import Stop
from benchmarks.chaos.faults.upgrade import Upgrade
from benchmarks.chaos.processes import PROCESSES

CHEAP: dict[str, Fault] = {
    **{f"kill {name}": Kill(name) for name in PROCESSES},
    **{f"stop {name}": Stop(name) for name in PROCESSES},
    "ring block corrupted": Corrupt(),
    "clock stepped in all": Step(everywhere=True),
    "clock stepped in one": Step(everywhere=False),
    "CPU starved": Starve(),
    "sockets deleted": Unlink(),
}
KINDS: dict[str, Fault] = {
    **CHEAP,
    "journal cut, engine killed": Cut(),
    "disk full": Full(),
    **{f"PCM {which} {how}": Spoil(which, how) for which in ("playing", "next", "of the seam")
       for how in ("deleted", "shortened")},
    "two at once": Pair(CHEAP),
    "upgrade": Upgrade(),
}  # fmt: skip
