"""Each rung of the ladder in a running engine, by making the rung above fail; each has a pitch of its own."""

import os
from pathlib import Path

import numpy as np
import pytest

from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Splice
from engine.ring.reader import RingReader
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

QUICK = {
    "settled_seconds": 2,
    "threshold_seconds": 3,
    "fade_seconds": 1,
    "ahead_seconds": 10,  # looks, a second or two apart, until a hole is acted on, and time to fade
    "lead_seconds": 1,
    "ring_seconds": 60,
}
PITCH = {"body": 400.0, "plain": 700.0, "seam": 1_000.0, "safety": 1_500.0}


def tone(everset: Station, name: str, seconds: float) -> Path:
    path = everset.places.pcm / f"{name}.f32"
    wave = 0.25 * np.sin(2 * np.pi * PITCH[name] * np.arange(round(seconds * RATE)) / RATE)
    np.stack([wave, wave], axis=1).astype(np.float32).tofile(path)
    return path


class Air:
    """An engine with a safety track that plays ``body``, and from ``seam`` on a seam on rendered lanes."""

    def __init__(self, everset: Station) -> None:
        self.everset = everset
        self.pcm = {name: tone(everset, name, seconds) for name, seconds in (("body", 60), ("plain", 60), ("seam", 30))}
        self.engine = everset.start("engine", **QUICK).up()
        safety = tone(everset, "safety", 20)
        self.engine.ask("safety", clip_pcm=str(safety), track="safe", title="Safe")
        eventually(lambda: self.rung() == "safety")
        self.start = self.engine.ask("programme")["horizon"] + RATE // 2
        self.seam = self.start + 5 * RATE
        self.splice(self.start, self.clip("body", self.start, 5 * RATE))
        self.splice(self.seam, self.clip("plain", self.seam, 20 * RATE))

    def clip(self, name: str, at: int, length: int) -> Clip:
        part = name if name in ("plain", "seam") else "body"
        up = {"fader": Envelope(((0, 0.0), (500, 1.0)))} if part != "body" else {}
        return Clip(
            at=at, length=length, lane=0 if part == "body" else 4, pcm=str(self.pcm[name]), map=plain_map(length, 0),
            track=name, part=part, envelopes=up,
        )  # fmt: skip

    def splice(self, at: int, *clips: Clip) -> None:
        self.engine.ask("splice", change=Splice(at=at, clips=list(clips), marks=[]))

    def render_seam(self) -> None:
        """What the planner does when the lanes are ready."""
        self.splice(self.seam, self.clip("seam", self.seam, 20 * RATE))

    def rung(self) -> str:
        return str(self.engine.ask("status")["ladder"]["rung"])

    def reach(self, frame: int) -> None:
        eventually(lambda: self.engine.alive() and self.everset.reader().head > frame, 40)

    def heard(self, start: int, end: int) -> list[str]:
        """What sounded from ``start`` to ``end``, by pitch, each fifth of a second; "ident" is none of them."""
        reader, size = RingReader.open(self.everset.places.ring), RATE // 5
        pieces = [reader.read(frame, size) for frame in range(start, end - size, size)]
        assert all(float(np.abs(piece).max()) > 0.05 for piece in pieces), "a gap"
        return [name(piece) for piece in pieces]


def name(piece: np.ndarray) -> str:
    spectrum = np.abs(np.fft.rfft(piece[:, 0] * np.hanning(len(piece))))
    pitch = spectrum.argmax() * RATE / len(piece)
    purity = spectrum.max() ** 2 / (spectrum**2).sum()
    found = min(PITCH, key=lambda one: abs(PITCH[one] - pitch))
    return found if abs(PITCH[found] - pitch) < 15 and purity > 0.2 else "ident"


@pytest.fixture
def air(everset: Station) -> Air:
    return Air(everset)


def in_turn(names: list[str]) -> list[str]:
    return [one for number, one in enumerate(names) if number == 0 or names[number - 1] != one]


@pytest.mark.slow
def test_lanes_deleted_then_tracks_shortened_then_the_safety_track_deleted_and_all_the_way_up_again(
    air: Air,
) -> None:
    engine: Process = air.engine
    air.render_seam()
    air.reach(air.start + RATE)
    air.pcm["seam"].unlink()  # ahead of the head: its first seconds are in memory
    eventually(lambda: engine.ask("status")["ladder"]["counts"]["plain"] == 1)
    air.reach(air.seam + RATE)
    eventually(lambda: air.rung() == "plain", 20)  # what of the seam is in memory plays until then
    # What is in memory plays on; what comes behind it is missing.
    os.truncate(air.pcm["plain"], 100_000)
    eventually(lambda: engine.ask("status")["ladder"]["counts"]["safety"] == 2)
    safe = engine.ask("programme")["marks"][-1]["at"]
    air.reach(safe + 3 * RATE // 2)
    assert in_turn(air.heard(air.start, safe + 3 * RATE // 2)) == ["body", "seam", "plain", "safety"]
    for copy in air.everset.places.journal.glob("safety-*.pcm"):
        copy.unlink()
    eventually(lambda: engine.ask("status")["ladder"]["counts"]["ident"] == 2)
    ident = engine.ask("programme")["marks"][-1]["at"]
    air.reach(ident + 2 * RATE)
    assert in_turn(air.heard(ident - RATE, ident + 2 * RATE)) == ["safety", "ident"]
    # And up again: another safety track, then the planner.
    engine.ask("safety", clip_pcm=str(tone(air.everset, "safety", 20)), track="safe", title="Safe")
    eventually(lambda: engine.ask("status")["ladder"]["counts"]["safety"] == 3, 20)  # the ident's round is 10 s
    eventually(lambda: air.rung() == "safety", 20)
    at = engine.ask("programme")["horizon"] + RATE // 2
    air.splice(at, air.clip("body", at, 20 * RATE))
    air.reach(at + 2 * RATE)
    assert air.heard(at + RATE, at + 2 * RATE) == ["body"] * 4
    assert air.rung() == "rendered"
    told = engine.errors.read_text()
    assert "seam.f32) is missing" in told
    assert "the safety track is gone" in told


@pytest.mark.slow
def test_pcm_deleted_while_the_engine_was_dead_is_seen_before_its_first_block(air: Air) -> None:
    air.reach(air.start + RATE)
    air.engine.kill()
    head = air.everset.reader().head
    air.pcm["body"].unlink()
    air.engine = air.everset.start("engine", **QUICK).up()
    air.reach(head + 2 * RATE)
    assert in_turn(air.heard(head - RATE // 2, head + RATE))[-1] == "safety"
