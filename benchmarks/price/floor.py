"""The floor: ffmpeg decodes the files one after the other and encodes them, and does nothing else."""

from pathlib import Path

from benchmarks.price.command import Spent, spend
from benchmarks.price.music import Music

KBPS = 128


def floor(music: Music, folder: Path) -> Spent:
    """One process, libmp3lame at a constant 128 kbit/s and ffmpeg's defaults for all else (LAME's quality 3)."""
    playlist = folder / "concat.txt"
    playlist.write_text("".join(f"file '{_quoted(file)}'\n" for file in music.files), encoding="utf-8")
    source = ["-f", "concat", "-safe", "0", "-i", str(playlist)]
    sink = ["-c:a", "libmp3lame", "-b:a", f"{KBPS}k", "-y", str(folder / "floor.mp3")]
    return spend(["ffmpeg", "-nostdin", "-v", "error", *source, *sink], folder)


def _quoted(file: Path) -> str:
    return str(file).replace("'", "'\\''")
