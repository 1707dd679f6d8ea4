"""The witness: looks at the engine all the time and remembers what it said, to be compared with what is kept."""

import sqlite3
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from benchmarks.chaos.station import Station
from engine.errors import EversetError
from engine.journal.journal import replayed
from engine.programme.clip import Clip
from engine.programme.programme import Mark, Programme

LOOK_SECONDS = 0.5  # the engine remembers a ring's length
KINDS = ("track", "transition", "ident")


class Passed(Struct, frozen=True, order=True):
    """A mark that the head has passed."""

    frame: int
    kind: str
    track: str


class Witness:
    """Follows the engine of ``station``."""

    def __init__(self, station: Station) -> None:
        self.passed: set[Passed] = set()
        self.clips: dict[tuple[int, int, str], Clip] = {}
        self.from_frame = 0
        self._station = station
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="witness", daemon=True)

    def start(self) -> "Witness":
        self.from_frame = int(self._station.ask("engine", "status")["frame"])
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        self.look()

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> dict[str, Any] | None:
        """The programme now, None while the engine is away."""
        try:
            said = self._station.ask("engine", "programme")
        except EversetError:
            return None
        for mark in msgspec.convert(said["marks"], list[Mark]):
            if self.from_frame <= mark.at < said["frame"]:
                self.passed.add(Passed(mark.at, mark.kind, mark.track))
        for clip in msgspec.convert(said["clips"], list[Clip]):
            if clip.at < said["frame"]:
                self.clips[clip.at, clip.lane, clip.pcm] = clip
        return said


def lost_splices(station: Station) -> int:
    """How many clips ahead of the head the journal has and the engine does not play, or the other way round."""
    path = station.places.journal / "programme.jsonl"
    for _ in range(3):  # a splice may fall between two looks
        before = path.read_bytes()
        said = station.ask("engine", "programme")
        if before == path.read_bytes():
            break
    kept = ahead(replayed(before, said["sample_rate"]).programme, said["horizon"])
    played = ahead(Programme(clips=msgspec.convert(said["clips"], list[Clip])), said["horizon"])
    return len(kept ^ played)


def ahead(programme: Programme, frame: int) -> set[tuple[int, int, int, str]]:
    """What tells the clips that end behind ``frame``."""
    return {(clip.at, clip.length, clip.lane, clip.pcm) for clip in programme.clips if clip.end > frame}


def playlog(planner_db: Path) -> list[Passed]:
    """The marks in the playlog, in its order."""
    database = sqlite3.connect(f"file:{planner_db}?mode=ro", uri=True)
    try:
        wanted = ", ".join(f"'{kind}'" for kind in KINDS)
        chosen = f"select frame, kind, track from playlog where kind in ({wanted}) order by seq"  # noqa: S608  no input
        return [Passed(*row) for row in database.execute(chosen)]
    finally:
        database.close()


class PlaylogFault(Struct, frozen=True):
    """``what``: "missing", "twice", "out of order" or "never played"."""

    what: str
    mark: Passed


def playlog_faults(passed: set[Passed], log: list[Passed], first: int) -> list[PlaylogFault]:
    """Where the playlog is not what passed the head from frame ``first`` on."""
    told = [mark for mark in log if mark.frame >= first]
    last = max((mark.frame for mark in passed), default=first)
    faults = [PlaylogFault("missing", mark) for mark in passed if mark not in told]
    faults += [PlaylogFault("twice", mark) for mark in set(told) if told.count(mark) > 1]
    faults += [PlaylogFault("never played", mark) for mark in set(told) - passed if mark.frame <= last]
    faults += [PlaylogFault("out of order", after) for before, after in pairwise(told) if after.frame < before.frame]
    return sorted(faults, key=lambda fault: fault.mark.frame)
