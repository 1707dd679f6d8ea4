"""Stations of ours on one core: an engine process and an outputs process, with a programme that needs no planner."""

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from engine.client import ask
from engine.errors import EversetError
from engine.journal.journal import Journal
from engine.pcm.file import frames_of
from engine.places import Places
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Mark, Splice

RATE = 44_100
CROSS = 5 * RATE  # frames of a crossfade: Liquidsoap's default
BEGINNINGS = 11  # places in the first piece, a crossfade apart: in a minute's, so many fit
PROGRAMME = 600 * RATE  # frames planned: longer than any measurement
START_SECONDS, START_EACH = 60.0, 1.0  # for all together, and for each: they start on one core, one after the other


class Choir:
    """``count`` stations that play ``pcm`` in turns, on core ``core``; a context manager."""

    def __init__(self, folder: Path, pcm: list[Path], count: int, core: int) -> None:
        self._places = [Places(folder / str(number)).make() for number in range(count)]
        for number, places in enumerate(self._places):
            plant(places, pcm[number % len(pcm) :] + pcm[: number % len(pcm)], beginning(number))
        self._core = core
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Choir":
        self._start("engine", {"lead_seconds": 6.0})
        self._start("engine.outputs", {"stream_port": 0, "bitrate_kbps": 128})
        patience = START_SECONDS + START_EACH * len(self._places)
        until = time.monotonic() + patience
        while not all(self._up(places) for places in self._places):
            if time.monotonic() > until:
                self.__exit__()
                raise RuntimeError(f"{len(self._places)} stations did not start within {patience:.0f} s")
            time.sleep(0.5)
        return self

    def _start(self, module: str, settings: dict[str, object]) -> None:
        options: list[str] = []
        for places in self._places:
            path = places.data / f"{module}.json"
            path.write_text(json.dumps(settings), encoding="utf-8")
            options += ["--data", str(places.data), "--settings", str(path)]
        with (self._places[0].data / f"{module}.log").open("wb") as log:
            started = subprocess.Popen([sys.executable, "-m", module, *options], stderr=log)
        os.sched_setaffinity(started.pid, {self._core})  # before it has a thread
        self._running.append(started)

    def _up(self, places: Places) -> bool:
        try:
            return all(ask(places.socket(name), "status") for name in ("engine", "outputs"))
        except EversetError:
            return False

    @property
    def pids(self) -> list[int]:
        """Of the two processes."""
        return [one.pid for one in self._running]

    def late(self) -> int:
        """Late blocks of all stations, frames without their PCM or without any clip, and frames that listeners would
        have missed."""
        engines = [ask(places.socket("engine"), "status", timeout=10.0) for places in self._places]
        outputs = [ask(places.socket("outputs"), "status", timeout=10.0) for places in self._places]
        late = sum(one["late_blocks"] + one["late_frames"] + one["uncovered_frames"] for one in engines)
        return late + sum(one["skipped_frames"] for one in outputs)

    def __exit__(self, *_: object) -> None:
        for one in self._running:
            one.terminate()
        for one in self._running:
            try:
                one.wait(10)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
        for places in self._places:
            for left in (places.ring, places.place):
                left.unlink(missing_ok=True)
            shutil.rmtree(places.sockets, ignore_errors=True)


def beginning(number: int) -> int:
    """The frame of its first piece with which stream ``number`` begins: so they do not all cross at once, and at any
    time as many do as on stations that have nothing to do with each other."""
    return number % BEGINNINGS * CROSS


def plant(places: Places, pcm: list[Path], first: int) -> None:
    """A journal in which the pieces follow each other, each crossing into the next; the first one begins with its frame
    ``first``."""
    clips: list[Clip] = []
    marks: list[Mark] = []
    at = 0
    for number, path in enumerate(itertools.cycle(pcm)):
        if at > PROGRAMME:
            break
        start = 0 if number else first
        length = frames_of(path) - start
        clips.append(crossing(path, at, start, length, lane=number % 2))
        marks.append(Mark(at=at, kind="track", track=path.stem))
        at += length - CROSS
    journal = Journal(places.journal, RATE)
    journal.append(Splice(at=0, clips=clips, marks=marks))
    journal.close()


def crossing(path: Path, at: int, start: int, length: int, *, lane: int) -> Clip:
    """A piece at frame ``at`` that comes and goes in a crossfade, from frame ``start`` of its PCM on."""
    fader = Envelope(((0, 0.0), (CROSS, 1.0), (length - CROSS, 1.0), (length, 0.0)))
    played = plain_map(length, start)
    return Clip(at=at, length=length, lane=lane, pcm=str(path), map=played, envelopes={"fader": fader})
