"""Practice pieces as lessons, in files that a killed run leaves whole."""

import multiprocessing
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from planner.analysis.hearing import hear
from planner.analysis.pitch import Pitch
from planner.analysis.spectrogram import Spectrogram
from planner.analysis.transients import Transients
from planner.training.ear.lessons import SHARD, Lesson, make_lesson, write_shard
from stations.practice.piece import Practice, make_piece

BLOCK = 1 << 17  # frames at a time: the pitch's windows are large


def make_shards(folder: Path, numbers: Sequence[int], jobs: int) -> Iterator[Path]:
    """The files of those numbers, as they are done, by so many processes."""
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(partial(make_shard, folder), numbers)


def make_shard(folder: Path, number: int) -> Path:
    """Pieces ``number * SHARD`` and so on; nothing is done where the file is already there."""
    path = folder / f"lessons {number:04d}.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_shard(path, (lesson_of(make_piece(seed)) for seed in range(number * SHARD, (number + 1) * SHARD)))
    return path


def lesson_of(piece: Practice) -> Lesson:
    """What the ear's own parts hear of a piece, beside its truth."""
    spectrogram, transients, pitch = Spectrogram(), Transients(), Pitch()
    for start in range(0, len(piece.sound), BLOCK):
        block = np.ascontiguousarray(piece.sound[start : start + BLOCK])
        for part in (spectrogram, transients, pitch):
            part.push(block)
    melody, bass = pitch.finish()
    sound, chords = hear(spectrogram.finish()[0], transients.finish(), melody, bass)
    return make_lesson(sound, chords, piece.beats, piece.downbeats, f"{piece.style}/{piece.tempo}")
