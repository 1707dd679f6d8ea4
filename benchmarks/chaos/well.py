"""Whether the station is well: every process answers, the head moves in time, sound arrives, the splices stand."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.processes import PROCESSES
from benchmarks.chaos.station import quietly
from benchmarks.chaos.witness import lost_splices
from engine.errors import EversetError

PATIENCE_SECONDS = 20.0
LOOK_SECONDS = 0.1
HEAD_SECONDS = 1.0  # behind the clock: far more than a block
SOUND_SECONDS = 2.0  # since a byte came: less than a player's buffer


class Wounds(Exception):
    """What is not well, in words."""


def heal(booth: Booth, patience: float = PATIENCE_SECONDS) -> list[str]:
    """Wait until the station is well; what was still not when ``patience`` ended. Then the processes that do not
    answer are killed, so that the run can go on."""
    found = wait_until_well(booth, patience)
    if found:
        for name in found:
            pid = booth.station.pid(name.replace(":", " ").split()[0])
            if pid is not None:
                quietly(lambda pid=pid: os.kill(pid, signal.SIGKILL))
        wait_until_well(booth, patience)
    return found


def wait_until_well(booth: Booth, patience: float) -> list[str]:
    """What is not well when ``patience`` seconds have passed; nothing as soon as all is."""
    deadline = time.monotonic() + patience
    while True:
        found = list(wounds(booth))
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(LOOK_SECONDS)


def wounds(booth: Booth) -> Iterator[str]:
    """What is not well now, each beginning with the process."""
    checks: dict[str, Callable[[Booth], str]] = {
        **{name: partial(answers, name) for name in PROCESSES},
        "engine head": head,
        "outputs sound": sound,
        "web ready": ready,
        "engine splices": splices,
    }
    for name, check in checks.items():
        try:
            found = check(booth)
        except (EversetError, OSError, KeyError, ValueError) as error:
            found = str(error) or type(error).__name__
        if found:
            yield f"{name}: {found}"


def answers(name: str, booth: Booth) -> str:
    said = booth.station.ask(name, "status", timeout=1.0)
    if name != "supervisor":
        return ""
    booth.rows.append((time.monotonic_ns(), said["processes"]))
    return ", ".join(f"{row['name']} is {row['state']}" for row in said["processes"] if row["state"] != "running")


def head(booth: Booth) -> str:
    reached = booth.tape.catch_up()
    behind = (booth.tape.clock() - reached) / booth.tape.sample_rate
    return f"{behind:.1f} s behind its clock" if behind > HEAD_SECONDS else ""


def sound(booth: Booth) -> str:
    state = booth.station.ask("outputs", "status", timeout=1.0)["outputs"][0]["state"]
    since = (time.monotonic_ns() - booth.listener.last) / 1e9
    if state != "on air":
        return str(state)
    return f"no sound for {since:.1f} s" if since > SOUND_SECONDS else ""


def ready(booth: Booth) -> str:
    booth.station.get("/readyz", timeout=1.0)
    return ""


def splices(booth: Booth) -> str:
    lost = lost_splices(booth.station)
    return f"{lost} clips of journal and programme differ" if lost else ""
