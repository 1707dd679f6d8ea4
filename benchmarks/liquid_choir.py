"""Liquidsoap streams on one core, in real time: a crossfaded playlist each, MP3 to nowhere."""

import os
import subprocess
from pathlib import Path

import soundfile

from benchmarks.choir import beginning
from benchmarks.nobody import as_nobody

HEAD = """
settings.log.stdout.set(true)
settings.log.file.set(false)
settings.server.telnet.set(false)
settings.init.allow_root.set(false)
"""
STREAM = """
output.file(%mp3(bitrate=128), fallible=true, id="s{number}", "/dev/null",
            crossfade(playlist(mode="normal", reload_mode="never", "{playlist}")))
"""
BEHIND = "catchup"  # what it logs when it is behind its clock


class LiquidChoir:
    """``count`` streams of ``pieces`` in one process on core ``core``; a context manager."""

    def __init__(self, folder: Path, pieces: list[Path], count: int, core: int) -> None:
        folder.mkdir()
        folder.parent.chmod(0o755)
        self._core, self._folder = core, folder
        streams = "".join(
            STREAM.format(number=number, playlist=self._playlist(pieces, number)) for number in range(count)
        )
        self._script = folder / "streams.liq"
        self._script.write_text(HEAD + streams, encoding="utf-8")
        self._running: subprocess.Popen[bytes] | None = None

    def _playlist(self, pieces: list[Path], number: int) -> Path:
        """The pieces from the place on with which stream ``number`` begins, and then whole."""
        path, order = (
            self._folder / f"playlist-{number}.m3u",
            [wav(pieces[0], beginning(number)), *map(wav, pieces[1:])],
        )
        path.write_text("".join(f"{one}\n" for one in [*order, wav(pieces[0])]), encoding="utf-8")
        return path

    def __enter__(self) -> "LiquidChoir":
        order = [*as_nobody(self._folder), "liquidsoap", str(self._script)]
        with self._log.open("wb") as log:
            self._running = subprocess.Popen(
                order, stdout=log, stderr=log, cwd=self._folder, env={**os.environ, "HOME": str(self._folder)}
            )
        os.sched_setaffinity(self._running.pid, {self._core})
        return self

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    @property
    def pids(self) -> list[int]:
        """Of its one process. Raises RuntimeError with its last words when it has ended."""
        assert self._running is not None
        if self._running.poll() is not None:
            raise RuntimeError(f"liquidsoap ended: {self._log.read_text(errors='replace')[-500:]}")
        return [self._running.pid]

    def late(self) -> int:
        """How often it said that it was behind."""
        return self._log.read_text(errors="replace").count(BEHIND)

    def __exit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.terminate()
            try:
                self._running.wait(10)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait()


def wav(piece: Path, start: int = 0) -> Path:
    """The piece from frame ``start`` on as a WAV file, so that decoding costs nobody anything."""
    out = piece.with_name(f"{piece.stem}-{start}.wav")
    if not out.exists():
        samples, rate = soundfile.read(piece, dtype="int16", start=start)
        soundfile.write(out, samples, rate)
    return out
