"""Lessons: what is heard of a piece, and its true beats, small enough to keep thousands of them.

NumPy only, so that the fitting also runs where nothing of Everset is built.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SOUND, CHORDS = 16.0, 63.0  # steps of a byte to one: half a decibel; more would be noise, and twice the room
SHARD = 16  # lessons a file


@dataclass(frozen=True)
class Lesson:
    """``sound`` ``(frames, 43)`` and ``chords`` ``(frames / 4, 24)`` as planner.analysis.hearing gives them, in bytes;
    ``beats`` and ``downbeats`` in seconds; ``about``: style and kind of tempo."""

    sound: np.ndarray
    chords: np.ndarray
    beats: np.ndarray
    downbeats: np.ndarray
    about: str

    def heard(self) -> tuple[np.ndarray, np.ndarray]:
        """``sound`` and ``chords`` as float32."""
        return self.sound.astype(np.float32) / SOUND, self.chords.astype(np.float32) / CHORDS


def make_lesson(sound: np.ndarray, chords: np.ndarray, beats: np.ndarray, downbeats: np.ndarray, about: str) -> Lesson:
    """Rounds what was heard to bytes."""
    return Lesson(
        _bytes(sound, SOUND), _bytes(chords, CHORDS), beats.astype(np.float32), downbeats.astype(np.float32), about
    )


def _bytes(values: np.ndarray, scale: float) -> np.ndarray:
    return np.clip(np.round(values * scale), 0, 255).astype(np.uint8)


def write_shard(path: Path, lessons: Iterable[Lesson]) -> None:
    """One file of lessons, whole or not at all. Levels are kept as their change in time, which packs twice as well."""
    arrays: dict[str, np.ndarray] = {}
    for number, lesson in enumerate(lessons):
        arrays[f"{number}.sound"] = np.diff(lesson.sound, axis=0, prepend=np.uint8(0)).T.copy()
        arrays[f"{number}.chords"] = np.diff(lesson.chords, axis=0, prepend=np.uint8(0)).T.copy()
        arrays[f"{number}.beats"] = lesson.beats
        arrays[f"{number}.downbeats"] = lesson.downbeats
        arrays[f"{number}.about"] = np.array(lesson.about)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    partial.rename(path)


def read_lessons(folder: Path) -> Iterator[Lesson]:
    """Every lesson of a folder, in the order of its files' names."""
    for path in sorted(folder.glob("*.npz")):
        yield from read_shard(path)


def read_shard(path: Path) -> Iterator[Lesson]:
    """The lessons of one file."""
    with np.load(path) as shard:
        for number in range(len(shard.files) // 5):
            sound, chords, beats, downbeats, about = (
                shard[f"{number}.{part}"] for part in ("sound", "chords", "beats", "downbeats", "about")
            )
            yield Lesson(_summed(sound), _summed(chords), beats, downbeats, str(about))


def _summed(changes: np.ndarray) -> np.ndarray:
    return np.asarray(np.cumsum(changes, axis=1, dtype=np.uint8).T)
