"""Writes what was rendered: audio with tags, stems, truth; each under a temporary name first."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import mutagen
import numpy as np
import soundfile
from mutagen.id3 import TALB, TCON, TIT2, TPE1

from engine.errors import StorageError, UsageError
from stations.demo.score import Piece
from stations.demo.sound import SAMPLE_RATE, Sound, seeded
from stations.demo.truth import Truth

FORMATS = {
    "flac": ("FLAC", "PCM_16"),
    "wav": ("WAV", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
}


def safely(path: Path, write: Callable[[Path], None]) -> None:
    """Lets ``write`` fill a hidden neighbour of ``path``, then renames it: a half file never has the real name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.stem}.half{path.suffix}")
    try:
        write(half)
        half.replace(path)
    except (OSError, soundfile.LibsndfileError) as error:
        raise StorageError(f"can't write {path}: {error}; free some space or choose another folder") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def to_int16(sound: Sound, dither: str = "") -> np.ndarray:
    """``(frames, 2)`` 16-bit samples; ``dither`` seeds triangular noise of ±1 step before the rounding."""
    scaled = sound.T * np.float32(32_767.0)
    if dither:
        rng = seeded("dither", dither)
        scaled += rng.random(scaled.shape, np.float32)
        scaled -= rng.random(scaled.shape, np.float32)
    np.rint(scaled, out=scaled)
    return np.clip(scaled, -32_768, 32_767, out=scaled).astype(np.int16)


def write_track(path: Path, mix: Sound, piece: Piece, fmt: str = "flac") -> None:
    """The mix as a tagged file. Raises UsageError for a format that is not in FORMATS, StorageError on a bad disk."""
    if fmt not in FORMATS:
        raise UsageError(f"can't write {fmt!r}; the demo's formats are {', '.join(FORMATS)}")
    container, subtype = FORMATS[fmt]
    samples = to_int16(mix, piece.title)

    def write(half: Path) -> None:
        soundfile.write(half, samples, SAMPLE_RATE, format=container, subtype=subtype)
        tag(half, piece)

    safely(path, write)


def tag(path: Path, piece: Piece) -> None:
    """Title, artist, album and genre, the way the file's format keeps them."""
    file = mutagen.File(path)
    if path.suffix in (".mp3", ".wav"):
        if file.tags is None:
            file.add_tags()
        for kind, text in ((TIT2, piece.title), (TPE1, piece.artist), (TALB, piece.album), (TCON, piece.genre)):
            file.tags.add(kind(encoding=3, text=text))
    else:
        file.update({"title": piece.title, "artist": piece.artist, "album": piece.album, "genre": piece.genre})
    file.save()


def write_stem(path: Path, stem: Sound) -> None:
    """A stem as 16-bit FLAC without dither, so that silence stays silence."""
    samples = to_int16(stem)
    safely(path, lambda half: soundfile.write(half, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16"))


def write_truth(path: Path, truth: Truth) -> None:
    """The truth as JSON."""

    def write(half: Path) -> None:
        half.write_text(json.dumps(truth), encoding="utf-8")

    safely(path, write)
