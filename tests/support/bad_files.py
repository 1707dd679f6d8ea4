"""Every kind of file that a folder of music may hold, made for tests: what can't be used, with its code, and
what is odd and plays all the same."""

import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import soundfile

from stations.demo.library import short_piece

RATE = 44_100
CENC = {
    "encryption_scheme": "cenc-aes-ctr",
    "encryption_key": "76a6c65c5ea762046bd749a2e632ccbb",
    "encryption_kid": "a7e61c373e219033c21091fa607bf3b8",
}
#: Enter folders and files as a user whose permissions count: root without its right to pass them by.
PERMISSIONS_COUNT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def _text(path: Path, _piece: np.ndarray) -> None:
    path.write_text("This is no music. " * 500)


def _empty(path: Path, _piece: np.ndarray) -> None:
    path.touch()


def _noise(path: Path, _piece: np.ndarray) -> None:
    path.write_bytes(np.random.default_rng(1).bytes(100_000))


def _header_alone(path: Path, piece: np.ndarray) -> None:
    soundfile.write(path, piece, RATE)
    os.truncate(path, 90)


def _encrypted(path: Path, piece: np.ndarray) -> None:
    with av.open(str(path), "w", format="mp4", options=CENC) as out:
        stream = out.add_stream("aac", rate=RATE, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece[: 3 * RATE].T, np.float32), "fltp", "stereo")
        frame.sample_rate, frame.pts = RATE, 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)


def _ten_hours(path: Path, _piece: np.ndarray) -> None:
    """Ten hours of 8-bit mono whose data is a hole in the file."""
    size = 36_000 * RATE
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8)
    head = b"RIFF" + struct.pack("<I", size + 36) + b"WAVE" + layout + b"data" + struct.pack("<I", size)
    path.write_bytes(head)
    os.truncate(path, size + len(head))


def _silent(path: Path, piece: np.ndarray) -> None:
    soundfile.write(path, np.zeros_like(piece), RATE)


def _nan(path: Path, piece: np.ndarray) -> None:
    soundfile.write(path, np.full_like(piece, np.nan), RATE, subtype="FLOAT")


def _two_seconds(path: Path, piece: np.ndarray) -> None:
    soundfile.write(path, piece[: 2 * RATE], RATE)


def _picture(path: Path, _piece: np.ndarray) -> None:
    """A film without sound."""
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)


def _mono(path: Path, piece: np.ndarray) -> None:
    soundfile.write(path, piece.mean(axis=1), RATE)


def _eight_bits(path: Path, piece: np.ndarray) -> None:
    soundfile.write(path, piece, RATE, subtype="PCM_U8")


def _fast(path: Path, piece: np.ndarray) -> None:
    soundfile.write(path, np.repeat(piece, 4, axis=0), 4 * 48_000)


def _cut_off(path: Path, piece: np.ndarray) -> None:
    """The header promises what is no longer there: two seconds are missing at the end."""
    soundfile.write(path, piece, RATE)
    os.truncate(path, path.stat().st_size - 2 * RATE * 4)


def _broken_tags(path: Path, piece: np.ndarray) -> None:
    """An ID3 tag whose frames are rubbish in front of the sound."""
    soundfile.write(path, piece, RATE, format="MP3")
    rubbish = b"TIT2\x00\x00\x7f\x7f\x00\x00\x03" + bytes(range(1, 200))
    path.write_bytes(b"ID3\x04\x00\x00\x00\x00\x02\x00" + rubbish.ljust(256, b"\xff") + path.read_bytes())


Make = Callable[[Path, np.ndarray], None]
#: By name: how it is made, and the code with which it is set aside.
BAD: dict[str, tuple[Make, str]] = {
    "text.mp3": (_text, "text"),
    "empty.flac": (_empty, "empty"),
    "noise.ogg": (_noise, "not-audio"),
    "header.flac": (_header_alone, "damaged"),
    "encrypted.m4a": (_encrypted, "encrypted"),
    "ten hours.wav": (_ten_hours, "too-long"),
    "silent.flac": (_silent, "silent"),
    "nan.wav": (_nan, "not-a-number"),
    "two seconds.flac": (_two_seconds, "too-short"),
    "film.mp4": (_picture, "no-audio"),
    os.fsdecode(b"not utf-8 \xff\xe9.mp3"): (_text, "text"),
}
ODD: dict[str, Make] = {
    "mono.wav": _mono,
    "eight bits.wav": _eight_bits,
    "192 kHz.flac": _fast,
    "cut off.wav": _cut_off,
    "broken tags.mp3": _broken_tags,
}
NAMES = ("Привет - мир.flac", "音楽 - 曲.flac", "🎵 - مرحبا.flac", os.fsdecode(b"caf\xe9 \xff.flac"))


def samples(folder: Path, seed: int = 0, bpm: float = 124.0, seconds: float = 12.0) -> np.ndarray:
    """A short piece as float32 ``(frames, 2)``."""
    path = folder / "samples.wav"
    short_piece(path, bpm=bpm, seconds=seconds, seed=seed, fmt="wav")
    read, _ = soundfile.read(path, dtype="float32")
    path.unlink()
    return np.asarray(read)


def make_bad(folder: Path, piece: np.ndarray) -> dict[str, str]:
    """Every bad file in ``folder``; the code that each is set aside with, by name."""
    for name, (make, _) in BAD.items():
        make(folder / name, piece)
    return {name: code for name, (_, code) in BAD.items()}


def make_odd(folder: Path, piece: np.ndarray) -> list[str]:
    """Files that are odd and play: their names. Each is a track of its own."""
    for number, (name, make) in enumerate(ODD.items()):
        make(folder / name, np.roll(piece, 1000 * (number + 1), axis=0))
    for number, name in enumerate(NAMES):
        soundfile.write(folder / "next.flac", np.roll(piece, -1000 * (number + 1), axis=0), RATE)
        shutil.move(folder / "next.flac", folder / name)
    return [*ODD, *NAMES]


@contextmanager
def permissions_count() -> Iterator[None]:
    """Files and folders refuse this process as they would refuse any user, also when it is root's."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)
