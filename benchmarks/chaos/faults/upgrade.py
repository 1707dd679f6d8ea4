"""``everset upgrade``: every process is replaced while the station plays."""

import subprocess
import time

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Failed

TIMEOUT = 150.0


class Upgrade:
    """By the same code, which is no less work."""

    def strike(self, booth: Booth, random: Generator) -> str:
        station, began = booth.station, time.monotonic()
        before = {name: station.pid(name) for name in ("supervisor", "engine", "outputs")}
        asked = [*station.everset, "upgrade", "--data", str(station.places.data)]
        try:
            done = subprocess.run(
                asked, capture_output=True, text=True, env=station.environment, timeout=TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Failed(f"upgrade did not end within {TIMEOUT:g} s") from error
        if done.returncode:
            raise Failed(f"upgrade exited {done.returncode}: {(done.stderr or done.stdout).strip()[-300:]}")
        same = [name for name, pid in before.items() if pid is not None and station.pid(name) == pid]
        if same:
            raise Failed(f"upgrade said that it is done, and {', '.join(same)} are the same processes")
        engine = next((line for line in done.stdout.splitlines() if line.startswith("engine:")), "")
        return f"upgraded in {time.monotonic() - began:.1f} s; {engine}"
