"""A station that feeds a Liquidsoap, and an ear for which of its frames are played."""

import zlib
from typing import Any

import numpy as np

from engine.journal.journal import Journal
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Mark, Splice
from tests.support.liquidsoap import Liquidsoap, frames_of
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

ENGINE = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2, "lead_seconds": 6, "ring_seconds": 60}
OUTPUTS = {"stream_port": 0, "distance_seconds": 3, "station": "Station"}
MINUTE = 60 * RATE


def play(everset: Station, *changes: int) -> None:
    """A minute of noise in the journal, unlike any other station's: Liquidsoap may still play a bit of the one before.
    The title is a number, which changes at each of ``changes``."""
    music = everset.pcm("music", 60, zlib.crc32(bytes(everset.places.data)))
    clip = Clip(at=0, length=MINUTE, lane=0, pcm=str(music), map=plain_map(MINUTE, 0), track="a")
    marks = [Mark(at=at, kind="track", track="a", title=str(number)) for number, at in enumerate((0, *changes))]
    Journal(everset.places.journal, RATE).append(Splice(at=0, clips=[clip], marks=marks))


def on_air(everset: Station, radio: Liquidsoap, **settings: Any) -> Process:
    """Outputs that feed ``radio`` from an engine that plays."""
    everset.start("engine", **ENGINE).up()
    outputs = everset.start("outputs", **OUTPUTS, liquidsoap=[radio.place(**settings)]).up()
    reaches(outputs, "on air")
    return outputs


def facts(outputs: Process) -> dict[str, Any]:
    """What ``status`` says of the feed."""
    found = outputs.ask("status")["outputs"][-1]
    assert found["name"].startswith("liquidsoap 127.0.0.1:")
    return found


def reaches(outputs: Process, state: str) -> dict[str, Any]:
    """Wait for it."""
    return eventually(lambda: found if (found := facts(outputs))["state"] == state else None, 30)


class Ear:
    """What ``radio`` plays from now on."""

    def __init__(self, radio: Liquidsoap, everset: Station) -> None:
        self.radio, self.everset = radio, everset
        self.begun = radio.length

    def heard(self, seconds: float) -> "Ear":
        """Wait until that much of the programme was played."""
        enough = round(seconds * RATE)
        while (missing := enough - np.count_nonzero(self.frames() >= 0)) > 0:
            grown = self.radio.length + missing
            eventually(lambda grown=grown: self.radio.alive() and self.radio.length > grown, 30)
        return self

    def frames(self) -> np.ndarray:
        """The programme frame of each frame; −1 for none."""
        return frames_of(self.radio.played()[self.begun :], self.everset.reader())

    def programme(self) -> np.ndarray:
        """The programme's, as they were played."""
        frames = self.frames()
        return frames[frames >= 0]


def holes(frames: np.ndarray) -> list[tuple[int, int, int]]:
    """Where one of ``frames``, from the first of the programme to the last, is not followed by the next one: how many
    were played before that, and the two that meet there."""
    there = np.flatnonzero(frames >= 0)
    heard = frames[there[0] : there[-1] + 1]
    return [(int(at), int(heard[at]), int(heard[at + 1])) for at in np.flatnonzero(np.diff(heard) != 1)[:9]]
