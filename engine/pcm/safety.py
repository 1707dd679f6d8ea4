"""The safety track: held ready on disk in the station's folder, so that a restarted engine has it too."""

import contextlib
import os
import zlib
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.errors import StorageError
from engine.journal.append import replace_file
from engine.pcm.file import frames_there
from engine.units import FRAME_BYTES

PHRASE_BEATS = 32  # eight bars of four: where a loop closes unnoticed
SHORTEST_LOOP = 5.0  # seconds; below this a loop is a stutter
LONGEST_LOOP = 120.0  # seconds; it is copied, 350 kB a second


class Safety(Struct, frozen=True, kw_only=True):
    """A track that may be played at any time, for as long as needed, as a loop from ``start`` to ``end``.

    ``pcm``: this engine's own copy of the prepared PCM, frame by frame the track's. ``start``, ``end``: frames of it,
    on phrase boundaries when the beats are known. ``frames``: how many it has; a loop's crossfade plays on behind
    ``end``. ``beats``: its beats from ``start`` to ``end``, as frames of it, the first a phrase's."""

    pcm: str
    frames: int
    start: int
    end: int
    gain_db: float = 0.0
    track: str = ""
    title: str = ""
    artist: str = ""
    beats: list[int] = []

    @property
    def whole(self) -> bool:
        """Whether its PCM is there by now, all of it."""
        return 0 < self.frames <= frames_there(self.pcm)


def loop(beats: list[int], frames: int, fade: int, sample_rate: int) -> tuple[int, int]:
    """Where to loop ``frames`` frames of PCM: from a phrase boundary to the last one that leaves ``fade``
    behind it, LONGEST_LOOP at most.

    ``beats``: frames of the track's beats, the first a phrase's; without them the track loops from its first frame.
    """
    longest = round(LONGEST_LOOP * sample_rate)
    phrases = [beat for beat in beats[::PHRASE_BEATS] if 0 <= beat <= frames - fade]
    phrases = [beat for beat in phrases if beat - phrases[0] <= longest]
    if len(phrases) >= 2 and phrases[-1] - phrases[0] >= max(fade, SHORTEST_LOOP * sample_rate):
        return phrases[0], phrases[-1]
    return 0, max(1, min(frames - fade, longest))


class SafetyStore:
    """Where the safety track lies: ``safety.json`` and a copy of its loop, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._facts = folder / "safety.json"

    def load(self) -> Safety | None:
        """The safety track, None when there is none, or it is no longer whole."""
        try:
            safety = msgspec.json.decode(self._facts.read_bytes(), type=Safety)
        except (OSError, msgspec.MsgspecError):
            return None
        return safety if safety.whole else None

    def keep(self, safety: Safety, fade: int, in_use: set[str]) -> Safety:
        """Hold ``safety`` ready to the end of its loop, and ``fade`` frames behind it: a copy, so that nothing that is
        done to the planner's PCM touches it. Raises StorageError, ProgrammeError.

        ``in_use``: PCM that the programme still plays; any other safety track before it is removed.
        """
        frames = min(safety.end + fade, safety.frames)
        name = f"{safety.pcm} {frames}"
        own = self.folder / f"safety-{zlib.crc32(name.encode()):08x}-{frames}.pcm"
        copy(Path(safety.pcm), own, frames)
        kept = msgspec.structs.replace(safety, pcm=str(own), frames=frames)
        replace_file(self._facts, msgspec.json.encode(kept))
        for old in self.folder.glob("safety-*.pcm"):
            if old != own and str(old) not in in_use:
                old.unlink(missing_ok=True)
        return kept


def copy(source: Path, target: Path, frames: int) -> None:
    """Put the first ``frames`` frames of ``source`` at ``target``, whole or not at all. Raises StorageError."""
    fresh = target.with_suffix(".fresh")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as read, fresh.open("wb") as write:
            _send(read.fileno(), write.fileno(), frames * FRAME_BYTES)
        fresh.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise StorageError(f"can't keep {source} as safety track ({error.strerror}): free some space") from error


def _send(source: int, target: int, size: int) -> None:
    """Bytes of a file to an empty one within the kernel, which finds room for all of them at once: a third cheaper."""
    with contextlib.suppress(OSError):  # not every file system can; a full one says so below
        os.posix_fallocate(target, 0, size)
    done = 0
    while done < size and (sent := os.sendfile(target, source, done, size - done)):
        done += sent
    os.ftruncate(target, done)
