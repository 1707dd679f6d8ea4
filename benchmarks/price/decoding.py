"""What decoding costs a station: its own preparing of PCM, apart from the rest that its workers do."""

from pathlib import Path

from benchmarks.price.music import Music
from benchmarks.timing import cpu_seconds
from planner.library.prepare import prepare_pcm

RATE = 44_100


def decoding(music: Music, folder: Path) -> float:
    """CPU seconds a second of music: every file prepared as a worker does it, the first one twice to warm up."""
    out = folder / "decoded.f32"
    prepare_pcm(music.files[0], out, RATE)
    spent = sum(cpu_seconds(lambda file=file: prepare_pcm(file, out, RATE)) for file in music.files)  # type: ignore[misc]
    out.unlink()
    return spent / music.seconds
