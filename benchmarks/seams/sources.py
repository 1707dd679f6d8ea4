"""Which files there are, and those that are built: pieces without their drums, and pieces with another one's voice.

Beside a folder of music, ``../truth/<piece>.json`` and ``../stems/<piece>/<stem>.*`` are used where they are there:
true stems make the pieces that no folder has enough of.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.seams.piece import Piece, Source
from engine.errors import UsageError
from planner.library.decode import decode_blocks

ENDINGS = (".ogg", ".flac", ".mp3", ".wav", ".m4a", ".opus")
SWUNG = ("swing", "swung", "shuffle", "boogie")
RATE = 44_100
HEADROOM = 0.6  # of the piece that a voice is added to, so that their sum does not clip
VOICE_DB = -1.0  # of the voice against the piece, as pop is mixed
VOICED_BY_A_STEM = 5
FADE_SECONDS = 0.02


def sources(music: Path) -> list[Source]:
    """The files of ``music``, by name. Raises UsageError when there are fewer than two."""
    files = sorted(path for path in music.glob("*") if path.suffix.lower() in ENDINGS) if music.is_dir() else []
    if len(files) < 2:
        raise UsageError(f"{music} holds no two pieces of music: name a folder that does with --music")
    return [_source(path) for path in files]


def _source(path: Path) -> Source:
    truth = _truth(path)
    swung = any(word in str(truth.get("style", "")) for word in SWUNG)
    stem = _stem(path, "vocals")
    kinds = frozenset({"swing"} if swung else ()) | frozenset({"voice"} if stem else ())
    return Source(path.stem, path, kinds, stem, truth)


def _truth(path: Path) -> dict[str, Any]:
    file = path.parent.parent / "truth" / f"{path.stem}.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _stem(path: Path, name: str) -> Path | None:
    folder = path.parent.parent / "stems" / path.stem
    return next((file for file in sorted(folder.glob(f"{name}.*"))), None) if folder.is_dir() else None


def drumless(known: list[Source], folder: Path) -> Iterator[Source]:
    """Each piece that has its drums as a stem, from its other stems: what they cover of it."""
    for source in known:
        if drums := _stem(source.path, "drums"):
            path = folder / f"{source.name}-drumless.flac"
            if not path.exists():
                _write(path, _together([file for file in sorted(drums.parent.iterdir()) if file != drums]))
            start, end = source.truth["stems_span"]
            truth = {
                what: [time - start for time in source.truth.get(what) or [] if start <= time < end]
                for what in ("beats", "downbeats")
            }
            yield Source(f"{source.name}-drumless", path, source.kinds | {"no drums"}, None, source.truth | truth)


def voiced(known: list[Piece], folder: Path) -> Iterator[Source]:
    """Trusted pieces without a voice, each with the voice of one that has it as a stem, again and again from the first
    second to the last: wherever a seam lies, there are voices."""
    bare = [piece for piece in known if piece.voice is None and piece.track.analysis.trusted]
    voices = [piece.source for piece in known if piece.source.voice]
    for number, voice in enumerate(voices):
        for piece in bare[number :: len(voices)][:VOICED_BY_A_STEM]:
            name = f"{piece.source.name}-{voice.name}"
            path, alone = folder / f"{name}.flac", folder / f"{name}-alone.flac"
            if not (path.exists() and alone.exists()):
                music = HEADROOM * _sound(piece.source.path)
                sung = _again(_sung(voice), len(music))
                sung *= 10 ** (VOICE_DB / 20) * _level(music) / _level(sung)
                _write(alone, sung)
                _write(path, music + sung)
            yield Source(name, path, piece.source.kinds | {"voice"}, alone, piece.source.truth)


def _sung(voice: Source) -> np.ndarray:
    """A voice alone, without its pauses where these are known."""
    assert voice.voice is not None, "it is one of those with a voice"
    whole = _sound(voice.voice)
    spans = voice.truth.get("vocal_activity") or [(0.0, len(whole) / RATE)]
    return np.concatenate([_faded(whole[round(start * RATE) : round(end * RATE)]) for start, end in spans])


def _faded(part: np.ndarray) -> np.ndarray:
    """Without a click at either end."""
    ramp = np.minimum(np.arange(len(part)), np.arange(len(part))[::-1]) / (FADE_SECONDS * RATE)
    return part * np.minimum(ramp, 1.0)[:, None].astype(np.float32)


def _again(sung: np.ndarray, frames: int) -> np.ndarray:
    return np.tile(sung, (-(-frames // len(sung)), 1))[:frames]


def _level(sound: np.ndarray) -> float:
    """RMS of what is loud in it: a voice pauses."""
    power = np.mean(sound[: len(sound) // RATE * RATE].reshape(-1, RATE * 2) ** 2, axis=1)
    return float(np.sqrt(np.quantile(power, 0.8)))


def _together(stems: list[Path]) -> np.ndarray:
    """Their sum, as long as the shortest: encoders leave a few frames."""
    sounds = [_sound(stem) for stem in stems]
    frames = min(map(len, sounds))
    return np.sum([sound[:frames] for sound in sounds], axis=0)


def _sound(path: Path) -> np.ndarray:
    return np.concatenate(list(decode_blocks(path, RATE)))


def _write(path: Path, sound: np.ndarray) -> None:
    """The file appears whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}.part.flac")
    soundfile.write(partial, np.clip(sound, -1.0, 1.0), RATE, subtype="PCM_24")
    partial.replace(path)
