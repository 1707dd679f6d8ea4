"""A wall clock of its own for each process of a station, that a fault may set; the machine's clock is left alone.

The station runs under a Python that is a script: it preloads ``wallclock.c`` with the process's own file and goes on as
the real interpreter. Beside it lies what makes it the same virtual environment."""

import mmap
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from benchmarks.chaos.processes import PROCESSES

SOURCE = Path(__file__).with_name("wallclock.c")
SECONDS = struct.Struct("=q")
#: The module that Python runs tells the process; whatever else it runs (a job, a resource tracker) is the planner's.
SCRIPT = """#!/bin/bash
case " $* " in
  *" -m stations."*) name=supervisor ;; *" -m engine "*) name=engine ;;
  *" -m engine.outputs "*) name=outputs ;; *" -m web "*) name=web ;;
  *) name=planner ;;
esac
export CHAOS_WALLCLOCK="{folder}/$name.clock" LD_PRELOAD="{library}"
exec -a "$0" "{python}" "$@"
"""


class WallClocks:
    """The clocks of a station's processes, made in ``folder``; ``python`` is what runs the station."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        self.python = folder / "bin" / "python"
        self._offsets = {name: self._clock(name) for name in PROCESSES}
        library = folder / "wallclock.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
        self.python.write_text(SCRIPT.format(folder=folder, library=library, python=sys.executable))
        self.python.chmod(0o755)
        self._same_environment()

    def _clock(self, name: str) -> mmap.mmap:
        path = self._folder / f"{name}.clock"
        path.write_bytes(SECONDS.pack(0))
        with path.open("r+b") as file:
            return mmap.mmap(file.fileno(), SECONDS.size)

    def _same_environment(self) -> None:
        here = Path(sys.prefix)
        shutil.copyfile(here / "pyvenv.cfg", self._folder / "pyvenv.cfg")
        for name in ("lib", "lib64"):
            if (here / name).exists():
                (self._folder / name).unlink(missing_ok=True)
                (self._folder / name).symlink_to((here / name).resolve())

    def offset(self, name: str) -> int:
        """Seconds by which the wall clock of process ``name`` is ahead."""
        return int(SECONDS.unpack(self._offsets[name])[0])

    def step(self, name: str, seconds: int) -> None:
        """Set the wall clock of process ``name`` that much further; it sees that at once."""
        self._offsets[name][:] = SECONDS.pack(self.offset(name) + seconds)
