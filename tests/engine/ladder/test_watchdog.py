"""Silence that should not be, in a running engine: read wrongly, or shut by its envelopes."""

from pathlib import Path

import numpy as np
import pytest

from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Splice
from engine.programme.segment import LENGTH
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

QUICK = {"settled_seconds": 1, "threshold_seconds": 2, "fade_seconds": 1, "ahead_seconds": 10, "lead_seconds": 1}


def play(engine: Process, pcm: Path, seconds: int) -> int:
    """From the next frame on at which a segment begins: what is read at once is all that a segment holds."""
    at = (int(engine.ask("programme")["horizon"]) + RATE) // LENGTH * LENGTH + LENGTH
    clip = Clip(at=at, length=seconds * RATE, lane=0, pcm=str(pcm), map=plain_map(seconds * RATE, 0), track="t")
    engine.ask("splice", change=Splice(at=at, clips=[clip], marks=[]))
    return at


def silences(engine: Process) -> int:
    return int(engine.ask("status")["silent_output"])


@pytest.mark.slow
def test_a_file_that_was_silent_when_it_was_read_is_read_anew(everset: Station) -> None:
    # It is read far ahead, so it stays silent for several looks behind the ident, which makes room for it in 1.5 s.
    engine = everset.start("engine", **QUICK).up()
    pcm = everset.pcm("a", 30)
    whole = pcm.with_suffix(".whole")
    pcm.rename(whole)
    np.zeros(whole.stat().st_size // 4, np.float32).tofile(pcm)
    at = play(engine, pcm, 30)
    reader = everset.reader()
    eventually(lambda: reader.head > at + RATE // 2)
    assert silences(engine) == 0, "its file is quiet itself"
    whole.replace(pcm)  # at once: one that is short for a moment is another fault
    eventually(lambda: silences(engine) == 1)
    heard_from = reader.head + RATE // 2
    eventually(lambda: reader.head > heard_from + RATE // 2)
    assert np.abs(reader.read(heard_from, RATE // 2)).max() > 0.05
    assert engine.ask("status")["ladder"]["rung"] == "rendered"
    told = "the silence was rendered again"
    eventually(lambda: told in engine.errors.read_text())
    assert np.abs(reader.read(at + RATE // 4, RATE // 4)).max() > 0.05, "who reads behind the head hears none of it"
    assert "a.f32" in engine.errors.read_text()


def seam(engine: Process, at: int, pcm: Path, part: str, *, shut_after: float) -> None:
    """Lanes of a seam whose fader shuts behind so many seconds."""
    frame = round(shut_after * RATE)
    fader = Envelope(((0, 1.0), (frame, 1.0), (frame + 1, 0.0)))
    clip = Clip(
        at=at, length=20 * RATE, lane=4, pcm=str(pcm), map=plain_map(20 * RATE, 0), track=part, part=part,
        envelopes={"fader": fader},
    )  # fmt: skip
    engine.ask("splice", change=Splice(at=at, clips=[clip], marks=[]))


@pytest.mark.slow
def test_envelopes_that_shut_everything_bring_the_plain_tracks_if_these_sound_and_then_the_safety_track(
    everset: Station,
) -> None:
    engine = everset.start("engine", **QUICK).up()
    engine.ask("safety", clip_pcm=str(everset.pcm("safe", 20, 3)), track="safe")
    at = play(engine, everset.pcm("a", 30), 4) + RATE
    seam(engine, at, everset.pcm("plain", 20), "plain", shut_after=8.0)
    seam(engine, at, everset.pcm("seam", 20), "seam", shut_after=0.5)
    before = engine.ask("status")["ladder"]["counts"]
    eventually(lambda: engine.ask("status")["ladder"]["rung"] == "plain", 20)
    assert engine.ask("status")["ladder"]["counts"] == {**before, "plain": before["plain"] + 1}
    sounds = next(clip["at"] for clip in engine.ask("programme")["clips"] if clip["part"] == "plain")
    assert sounds < at + 6 * RATE
    eventually(lambda: engine.ask("status")["ladder"]["rung"] == "safety", 20)
    assert np.abs(everset.reader().read(sounds + RATE // 10, RATE)).max() > 0.05
    told = engine.errors.read_text()
    assert "seam.f32) is silent" in told
    assert "plain.f32) is silent" in told
