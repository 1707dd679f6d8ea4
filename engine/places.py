"""Where a station keeps what: one folder on disk, one in shared memory, one for sockets."""

import getpass
import hashlib
import tempfile
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  the point is memory that outlives its writer


class Places:
    """The paths of the station in folder ``data``; nothing is made until :meth:`make`."""

    def __init__(self, data: Path) -> None:
        self.data = data.resolve()
        name = f"everset-{getpass.getuser()}-{hashlib.blake2b(bytes(self.data), digest_size=6).hexdigest()}"
        # A Unix socket's path must stay under 108 bytes, and a station's folder may lie deep.
        self.sockets = Path(tempfile.gettempdir()) / name
        memory = SHARED_MEMORY if SHARED_MEMORY.is_dir() else self.sockets
        self.ring = memory / f"{name}.ring"
        self.place = memory / f"{name}.place"  # how far the outputs have come
        self.pcm = self.data / "pcm"  # whole tracks, prepared; a cache
        self.seams = self.data / "seams"  # rendered transitions, prepared; a cache
        self.pause = self.data / "listening.paused"  # while it is there, nothing is listened to
        self.journal = self.data / "journal"  # the programme and what went out
        self.models = self.data / "models"  # the competitors' weights
        self.controllers = self.data / "controllers"  # mappings of its own; whoever learns one makes it
        self.logs = self.data / "logs"
        self.planner_db = self.data / "planner.db"  # written by the planner: catalogue, ballots, tournament, playlog
        self.votes_db = self.data / "votes.db"  # written by the web: votes
        self.lock = self.data / "station.lock"  # the engine's lease
        self.supervisor_lock = self.data / "supervisor.lock"

    def socket(self, process: str) -> Path:
        """Where ``process`` (engine, outputs, planner, web, supervisor) listens."""
        return self.sockets / f"{process}.sock"

    def place_of(self, output: str) -> Path:
        """Where the output of that name notes how far it has come, beside :attr:`place`."""
        return self.place.with_name(f"{self.place.name}-{hashlib.blake2b(output.encode(), digest_size=6).hexdigest()}")

    def make(self) -> "Places":
        """Create the folders on disk; the sockets' one comes with the first socket, and goes with the last."""
        for folder in (self.data, self.pcm, self.seams, self.journal, self.models, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        return self
