"""What the kernel knows of one of this process's threads."""

from pathlib import Path

from msgspec import Struct


class Faults(Struct, frozen=True):
    """Page faults: ``minor`` ones found the page in memory, ``major`` ones waited for a disk."""

    minor: int = 0
    major: int = 0

    def since(self, before: "Faults") -> "Faults":
        return Faults(self.minor - before.minor, self.major - before.major)


def faults(thread: int) -> Faults:
    """Of the thread with that kernel id, since it began; none where /proc does not tell (proc_pid_stat(5))."""
    try:
        fields = Path(f"/proc/self/task/{thread}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return Faults()
    return Faults(minor=int(fields[7]), major=int(fields[9]))
