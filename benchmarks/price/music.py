"""The music that everyone plays: the demo's pieces as MP3 files of a usual bit rate."""

import subprocess
from pathlib import Path

import av

from benchmarks.synthesis import demo_tracks

KBPS = 256  # what shops sell; decoding costs about the same at any


class Music:
    """MP3 files and how long they sound, in seconds."""

    def __init__(self, files: list[Path]) -> None:
        self.files = files
        self.seconds = sum(map(seconds_of, files))

    @property
    def hours(self) -> float:
        return self.seconds / 3600


def make_music(folder: Path) -> Music:
    """All of the demo's pieces in ``folder/music``, tagged, about 35 minutes."""
    music = folder / "music"
    music.mkdir()
    return Music([_mp3(track, music) for track in demo_tracks(folder / "demo")])


def _mp3(track: Path, folder: Path) -> Path:
    out = folder / f"{track.stem}.mp3"
    quiet = ["ffmpeg", "-nostdin", "-v", "error"]
    subprocess.run([*quiet, "-i", track, "-c:a", "libmp3lame", "-b:a", f"{KBPS}k", out], check=True)
    return out


def seconds_of(path: Path) -> float:
    """How long a file sounds, by its packets: a stream's file has no length in its header."""
    with av.open(str(path)) as file:
        return sum(float(one.duration * one.time_base) for one in file.demux(audio=0) if one.duration and one.time_base)
