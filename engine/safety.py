"""The safety track: held ready on disk in the station's folder, so that a restarted engine has it too."""

import os
import shutil
import zlib
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.append import replace_file
from engine.errors import ProgrammeError, StorageError
from engine.units import FRAME_BYTES

PHRASE_BEATS = 32  # eight bars of four: where a loop closes unnoticed
SHORTEST_LOOP = 5.0  # seconds; below this a loop is a stutter


class Safety(Struct, frozen=True, kw_only=True):
    """A track that may be played at any time, for as long as needed, as a loop from ``start`` to ``end``.

    ``pcm``: this engine's own link to the prepared PCM. ``start``, ``end``: frames of it, on phrase
    boundaries when the beats are known. ``frames``: how many it has; a loop's crossfade plays on behind
    ``end``."""

    pcm: str
    frames: int
    start: int
    end: int
    gain_db: float = 0.0
    track: str = ""
    title: str = ""
    artist: str = ""


def loop(beats: list[int], frames: int, fade: int, sample_rate: int) -> tuple[int, int]:
    """Where to loop ``frames`` frames of PCM: from a phrase boundary to the last one that leaves ``fade``
    behind it.

    ``beats``: frames of the track's beats, the first a phrase's; without them the whole track loops.
    """
    phrases = [beat for beat in beats[::PHRASE_BEATS] if 0 <= beat <= frames - fade]
    if len(phrases) >= 2 and phrases[-1] - phrases[0] >= max(fade, SHORTEST_LOOP * sample_rate):
        return phrases[0], phrases[-1]
    return 0, max(1, frames - fade)


class SafetyStore:
    """Where the safety track lies: ``safety.json`` and a link to its PCM, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._facts = folder / "safety.json"

    def load(self) -> Safety | None:
        """The safety track, None when there is none, or it is no longer whole."""
        try:
            safety = msgspec.json.decode(self._facts.read_bytes(), type=Safety)
            whole = Path(safety.pcm).stat().st_size >= safety.frames * FRAME_BYTES
        except (OSError, msgspec.MsgspecError):
            return None
        return safety if whole else None

    def keep(self, safety: Safety, in_use: set[str]) -> Safety:
        """Hold ``safety`` ready: the planner may drop its own PCM from now on. Raises StorageError,
        ProgrammeError.

        ``in_use``: PCM that the programme still plays; any other safety track before it is removed.
        """
        own = self.folder / f"safety-{zlib.crc32(safety.pcm.encode()):08x}-{safety.frames}.pcm"
        link(Path(safety.pcm), own)
        kept = msgspec.structs.replace(safety, pcm=str(own))
        replace_file(self._facts, msgspec.json.encode(kept))
        for old in self.folder.glob("safety-*.pcm"):
            if old != own and str(old) not in in_use:
                old.unlink(missing_ok=True)
        return kept


def frames_of(pcm: Path) -> int:
    """How many frames prepared PCM has. Raises ProgrammeError when there is none."""
    try:
        return pcm.stat().st_size // FRAME_BYTES
    except OSError as error:
        raise ProgrammeError(f"no PCM at {pcm} ({error.strerror}): prepare it first") from error


def link(source: Path, target: Path) -> None:
    """Have ``source`` at ``target`` too: a hard link, a copy where the file system can't."""
    fresh = target.with_suffix(".fresh")
    try:
        fresh.unlink(missing_ok=True)
        try:
            os.link(source, fresh)
        except OSError:
            shutil.copyfile(source, fresh)
        fresh.replace(target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StorageError(f"can't keep {source} as safety track ({error.strerror}): free some space") from error
