"""Pieces listened to and prepared, kept in a folder of their own: the second time they are there at once."""

from pathlib import Path

import msgspec

from benchmarks.seams.piece import Piece, Source
from engine.errors import SetAside
from planner.analysis.listen import EAR
from planner.catalogue.track import Track
from planner.library.listen_job import Refusal, identify, listen
from planner.library.prepare import prepare_pcm

RATE = 44_100
LONGEST = 900.0  # s of a piece: what is longer is a mix


def heard(source: Source, folder: Path) -> Piece:
    """The piece, listened to and prepared in ``folder`` unless that was done. A job. Raises SetAside."""
    content = identify(str(source.path), LONGEST)
    if isinstance(content, Refusal):
        raise SetAside(content.code, content.message)
    track = _track(source.path, content, folder / "heard" / f"{content}-{EAR}.msgpack")
    voice = _pcm(source.voice, folder) if source.voice else None
    return Piece(source, track, _pcm(source.path, folder), voice)


def _track(path: Path, content: str, file: Path) -> Track:
    if file.exists():
        return msgspec.structs.replace(msgspec.msgpack.decode(file.read_bytes(), type=Track), path=str(path))
    track = listen(str(path), content, LONGEST)
    if isinstance(track, Refusal):
        raise SetAside(track.code, track.message)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.msgpack.encode(track))
    return track


def _pcm(path: Path, folder: Path) -> Path:
    content = identify(str(path), LONGEST)
    if isinstance(content, Refusal):
        raise SetAside(content.code, content.message)
    pcm = folder / "pcm" / f"{content}-{RATE}.f32"
    if not pcm.exists():
        prepare_pcm(path, pcm, RATE, LONGEST)
    return pcm
