"""Prepared PCM that vanishes or shrinks under the engine: a clean-up, another program, a bad disk."""

import os
import time
from pathlib import Path

import msgspec
from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Untried
from engine.pcm.file import frames_of
from engine.programme.clip import Clip
from engine.programme.programme import Mark
from engine.units import FRAME_BYTES

PATIENCE_SECONDS = 12.0  # for a programme that has what is to be struck
LEFT_SECONDS = 3.0  # of a file that plays: what is in memory already is no fault
REST_SECONDS = 2.0  # at least, of a clip that is worth it


class Spoil:
    """``which``: "playing", "next" or "of the seam"; ``how``: "deleted" or "shortened"."""

    def __init__(self, which: str, how: str) -> None:
        self._which = which
        self._how = how

    def strike(self, booth: Booth, random: Generator) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := self._targets(booth)):
            if time.monotonic() > deadline:
                raise Untried(f"no PCM {self._which} on the programme")
            time.sleep(0.5)
        paths = {clip.pcm for clip in found}
        for path in paths:
            booth.spoiled.setdefault(path, []).append(booth.number)
            self._spoil(Path(path), [clip for clip in found if clip.pcm == path], booth, random)
        first, last = min(clip.at for clip in found), max(clip.end for clip in found)
        return f"{', '.join(sorted(Path(path).name for path in paths))} {self._how}, on air from {first} to {last}"

    def _targets(self, booth: Booth) -> list[Clip]:
        said = booth.station.ask("engine", "programme")
        prepared = (booth.station.places.pcm, booth.station.places.seams)  # what the engine keeps for itself is not
        clips = [clip for clip in msgspec.convert(said["clips"], list[Clip]) if Path(clip.pcm).is_file()]
        clips = [clip for clip in clips if any(Path(clip.pcm).is_relative_to(folder) for folder in prepared)]
        head, rest = said["frame"], round(REST_SECONDS * said["sample_rate"])
        sounding = {clip.pcm for clip in clips if clip.at <= head < clip.end}
        if self._which == "of the seam":
            return lanes(clips, [mark for mark in msgspec.convert(said["marks"], list[Mark]) if mark.at > head + rest])
        if self._which == "playing":
            return [c for c in clips if c.part != "seam" and c.at <= head < c.end - 4 * rest][:1]
        later = [c for c in clips if c.part != "seam" and c.at > head and c.pcm not in sounding]
        return sorted(later, key=lambda clip: clip.at)[:1]

    def _spoil(self, path: Path, clips: list[Clip], booth: Booth, random: Generator) -> None:
        if self._how == "deleted":
            path.unlink(missing_ok=True)
            return
        held = frames_of(path)
        reads = [frame for clip in clips for _, frame in clip.map]
        first, last = max(0, int(min(reads))), min(held, int(max(reads)))
        if self._which == "playing":
            place = booth.tape.end - clips[0].at + round(LEFT_SECONDS * booth.tape.sample_rate)
            first = max(first, int(clips[0].map[0][1]) + place)
        os.truncate(path, int(random.integers(min(first, last - 1), last)) * FRAME_BYTES)


def lanes(clips: list[Clip], marks: list[Mark]) -> list[Clip]:
    """What sounds in the first seam of ``marks``: its rendered lanes, or the plain tracks where it has none."""
    for seam in (mark for mark in marks if mark.kind == "transition"):
        sounding = [clip for clip in clips if clip.at < seam.at + seam.length and clip.end > seam.at]
        return [clip for clip in sounding if clip.part == "seam"] or sounding
    return []
