"""A real Liquidsoap for tests: the shipped script on free ports, run by a user that it accepts, and what it plays."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nobody import as_nobody
from benchmarks.ports import answers, free_port
from engine.outputs.liquidsoap.pcm import encode
from engine.ring.reader import RingReader
from tests.support.wait import eventually

SCRIPT = Path(__file__).parents[2] / "config" / "liquidsoap" / "radio.liq"
PASSWORD = "über geheim"
HEADER_BYTES = 44
#: Behind the shipped script: everything that it plays, sample for sample, each frame written as it is played.
RECORD = """
settings.log.stdout.set(true)
settings.log.file.set(false)
settings.log.level.set(4)
settings.decoder.decoders.set(["WAV"])  # its own, which gives 24 bits as they are; FFmpeg's is a last bit off
output.file(id="record", %wav(samplesize=24), flush=true, "{record}", radio)
"""


class Liquidsoap:
    """``more``: script behind the shipped one and the recorder; ``replaced``: literals of the shipped one."""

    def __init__(self, folder: Path, more: str = "", replaced: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port, self.server_port = free_port(), free_port()
        self.socket = folder / "radio.sock"
        self.record = folder / "record.wav"
        self.log = folder / "log"
        self.script = folder / "radio.liq"
        self.script.write_text(self._shipped(replaced or {}) + RECORD.format(record=self.record) + more, "utf-8")
        self.popen: subprocess.Popen[bytes] | None = None

    def _shipped(self, replaced: dict[str, str]) -> str:
        text = SCRIPT.read_text("utf-8")
        known = {
            'password = "change me"': f'password = "{PASSWORD}"',
            "port=8005": f"port={self.port}",
            "port.set(1234)": f"port.set({self.server_port})",
            "/run/liquidsoap/radio.sock": str(self.socket),
            "/srv/radio/backup": str(self.folder / "no backup"),
            text[text.index("output.icecast(") :]: "",
            **replaced,
        }
        for old, new in known.items():
            assert old in text, old
            text = text.replace(old, new)
        return text

    @property
    def server(self) -> str:
        """Its command server's address."""
        return f"127.0.0.1:{self.server_port}"

    def place(self, **settings: Any) -> dict[str, Any]:
        """The settings of an output that feeds it."""
        return {"port": self.port, "password": PASSWORD, "server": self.server, **settings}

    def start(self) -> "Liquidsoap":
        """Start it, and wait until it takes sources and commands."""
        command = [*as_nobody(self.folder), "liquidsoap", str(self.script)]
        with self.log.open("ab") as log:
            home = {**os.environ, "HOME": str(self.folder)}
            self.popen = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=home)
        for port in (self.port, self.server_port):
            eventually(lambda port=port: self.alive() and (answers(port, 0.0) or True), 60)
        return self

    def alive(self) -> bool:
        assert self.popen is not None
        if self.popen.poll() is not None:
            raise AssertionError(f"liquidsoap ended: {self.log.read_text(errors='replace')[-3000:]}")
        return True

    @contextlib.contextmanager
    def halted(self) -> Iterator[None]:
        """It hangs meanwhile: all of its threads are stopped."""
        assert self.popen is not None
        self.popen.send_signal(signal.SIGSTOP)
        tasks = Path(f"/proc/{self.popen.pid}/task")
        eventually(lambda: all(") T " in (task / "stat").read_text() for task in tasks.iterdir()))
        try:
            yield
        finally:
            self.popen.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.popen is not None:
            self.popen.kill()
            self.popen.wait()

    @property
    def length(self) -> int:
        """How many frames it has played."""
        return (self.record.stat().st_size - HEADER_BYTES) // 6 if self.record.exists() else 0

    def played(self) -> np.ndarray:
        """What it has played by now: 24 bit integers (frames, 2)."""
        return pcm(self.record)


def frames_of(played: np.ndarray, ring: RingReader) -> np.ndarray:
    """Which programme frame each of ``played`` is, to the last of 24 bits; −1 for what is none in ``ring``."""
    begin, end = ring.tail + ring.geometry.block_frames, ring.head
    there = np.frombuffer(encode(ring.read(begin, end - begin)), np.uint8)
    known = _marks(_integers(there))
    order = np.argsort(known)
    heard = _marks(played)
    places = np.searchsorted(known, heard, sorter=order).clip(max=len(known) - 1)
    found = order[places]
    return np.where(known[found] == heard, begin + found, -1)


def _marks(sound: np.ndarray) -> np.ndarray:
    """A number for each frame and the one behind it: in noise there are no two alike."""
    factors = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], np.uint64).view(np.int64)
    each = (sound * factors).sum(axis=1)
    return each[:-1] * 31 + each[1:]


def pcm(path: Path) -> np.ndarray:
    """The samples of a 24 bit WAV file that is still being written, as integers (frames, 2)."""
    return _integers(np.frombuffer(path.read_bytes()[HEADER_BYTES:], np.uint8))


def _integers(raw: np.ndarray) -> np.ndarray:
    raw = raw[: len(raw) // 6 * 6].reshape(-1, 3)
    whole = np.zeros((len(raw), 4), np.uint8)
    whole[:, 1:] = raw
    return (whole.view("<i4").ravel() >> 8).reshape(-1, 2).astype(np.int64)


@contextlib.contextmanager
def liquidsoap(more: str = "", replaced: dict[str, str] | None = None) -> Iterator[Liquidsoap]:
    """One that runs, in a folder that is gone behind it. pytest's own folders are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="everset-liquidsoap-"))
    made = Liquidsoap(folder, more, replaced)
    try:
        yield made.start()
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)
