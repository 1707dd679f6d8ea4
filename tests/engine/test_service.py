"""The engine's process, killed and starved as it will be: what it played is what an offline render plays."""

import resource
import signal
import time
from typing import Any

import msgspec
import numpy as np
import pytest

from engine.errors import ProgrammeError
from engine.journal.journal import Journal
from engine.mixing.again import again, span
from engine.mixing.mixer import Mixer
from engine.pcm import ident
from engine.programme.clip import LANES, Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Mark, Programme, Splice
from engine.ring.geometry import offset
from engine.ring.ring import open_ring
from engine.ring.writer import RingWriter
from tests.support.station import RATE, Process, Station, refused
from tests.support.wait import eventually

QUICK = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2}


def track(pcm: Any, at: int, length: int, lane: int = 0, **facts: Any) -> Clip:
    facts = {"map": plain_map(length, 0), "track": "t", **facts}
    return Clip(at=at, length=length, lane=lane, pcm=str(pcm), **facts)


def seam(everset: Station) -> Splice:
    """Sixteen seconds of two tracks, faders, EQ, a filter and a varispeed ramp."""
    first, second = everset.pcm("first", 20, 1), everset.pcm("second", 20, 2)
    cross, end = 5 * RATE, 16 * RATE
    down = {"fader": Envelope(((cross, 1.0), (9 * RATE, 0.0))), "low": Envelope(((cross, 0.0), (cross + 9_000, -30.0)))}
    up = {"fader": Envelope(((0, 0.0), (3 * RATE, 1.0))), "highpass": Envelope(((0, 900.0), (4 * RATE, 20.0)))}
    ramp = ((0, 100.0), (4 * RATE, 100.0 + 4.1 * RATE), (end - cross, 100.0 + 11.15 * RATE))
    clips = [
        track(first, 0, 9 * RATE, envelopes=down),
        track(second, cross, end - cross, lane=1, envelopes=up, map=ramp, gain_db=-2.5),
    ]
    marks = [Mark(at=0, kind="track", track="first"), Mark(at=7 * RATE, kind="track", track="second")]
    return Splice(at=0, clips=clips, marks=marks)


def offline(programme: Programme, frames: int) -> np.ndarray:
    """What the one mixer makes of ``programme`` in one go, in blocks of another size."""
    mixer = Mixer(RATE)
    mixer.follow(programme)
    out = np.empty((frames, 2), np.float32)
    for start in range(0, frames, 30_011):
        mixer.load(start + 60_000)
        mixer.render(out[start : start + 30_011])
    assert mixer.late == 0
    return out


def on_disk(everset: Station) -> Programme:
    return Journal(everset.places.journal, RATE).replay().programme


def same(left: np.ndarray, right: np.ndarray) -> bool:
    return left.shape == right.shape and left.tobytes() == right.tobytes()


def head(everset: Station) -> int:
    return everset.reader().head


def test_a_killed_engine_goes_on_bit_for_bit(everset: Station) -> None:
    Journal(everset.places.journal, RATE).append(seam(everset))
    settings = {**QUICK, "lead_seconds": 13, "ring_seconds": 40}
    killed_at = []
    for deaths in range(3):
        engine = everset.start("engine", **settings)
        passed = killed_at[-1] if killed_at else 0
        # The lead, and what a dead engine missed, is rendered as fast as it can: it dies in the middle of
        # that.
        eventually(lambda engine=engine, passed=passed: engine.alive() and head(everset) > passed + 2_000)
        engine.kill()
        killed_at.append(head(everset))
        assert deaths or killed_at[0] > 0
    engine = everset.start("engine", **settings).up()
    eventually(lambda: head(everset) > 14 * RATE)
    status = engine.ask("status")
    assert (status["late_frames"], status["anchored"]) == (0, 0)
    frames = 14 * RATE
    heard = everset.reader().read(0, frames)
    assert same(heard, offline(on_disk(everset), frames))
    assert np.abs(heard).max() > 0.05
    assert engine.stop() == 0


def test_a_splice_is_played_where_it_says_and_outlives_a_kill(everset: Station) -> None:
    engine = everset.start("engine", **QUICK, lead_seconds=2, ring_seconds=40).up()
    pcm = everset.pcm("next", 20, 3)
    at = engine.ask("programme")["horizon"] + RATE
    change = Splice(at=at, clips=[track(pcm, at, 15 * RATE)], marks=[Mark(at=at, kind="track", track="t", title="T")])
    answer = engine.ask("splice", change=change)
    engine.kill()
    assert answer["end"] == at + 15 * RATE
    engine = everset.start("engine", **QUICK, lead_seconds=2, ring_seconds=40).up()
    eventually(lambda: head(everset) > at + RATE)
    end = at + RATE
    heard = everset.reader().read(0, end)
    assert same(heard, offline(on_disk(everset), end))
    assert same(heard, np.concatenate(list(again(span(everset.places.journal, 0, end, RATE), RATE, -1.0, print))))
    records = eventually(lambda: [one for one in engine.ask("aired", after=0)["records"] if one["kind"] == "track"])
    assert [(one["frame"], one["title"]) for one in records] == [(at, "T")]
    assert engine.ask("status")["ladder"]["rung"] == "rendered"


def test_a_killed_engine_whose_newest_block_is_damaged_renders_it_again(everset: Station) -> None:
    Journal(everset.places.journal, RATE).append(seam(everset))
    settings = {**QUICK, "lead_seconds": 4, "ring_seconds": 40}
    engine = everset.start("engine", **settings)
    eventually(lambda: engine.alive() and head(everset) > RATE)
    engine.kill()
    ring = open_ring(everset.places.ring, writable=True)
    stopped = ring.head
    ring.samples[ring.geometry.block(stopped - 1)] += 1.0
    everset.start("engine", **settings).up()
    eventually(lambda: head(everset) > stopped + RATE)
    assert same(everset.reader().read(0, stopped + RATE), offline(on_disk(everset), stopped + RATE))


def test_there_is_sound_from_the_first_frame_with_nothing_to_play(everset: Station) -> None:
    engine = everset.start("engine", lead_seconds=6).up()
    eventually(lambda: head(everset) >= 6 * RATE)
    heard = everset.reader().read(0, 6 * RATE)
    loudest = np.abs(heard).reshape(-1, 11_025 * 2).max(axis=1)  # quarters of a second
    assert loudest.min() > 0.01
    assert len(ident.make(RATE)) > 0
    # The start is noted on the disk before the step is counted.
    status = eventually(lambda: found if any((found := engine.ask("status"))["ladder"]["counts"].values()) else None)
    assert status is not None
    assert status["ladder"] == {
        "rung": "ident",
        "counts": {"rendered": 0, "plain": 0, "safety": 0, "ident": 1},
        "safety": False,
    }
    assert (status["late_frames"], status["uncovered_frames"]) == (0, 0)
    assert status["rss_bytes"] > 0
    took, times = status["block_ms"], status["block_times"]
    assert 0 < took["p50"] <= took["p99"] <= took["p99_99"] <= took["worst"]
    assert times["count"] >= 6 * RATE // everset.reader().geometry.block_frames
    assert 0 < times["sum"] <= times["count"] * took["worst"] / 1e3
    assert status["audio"]["thread"] != engine.popen.pid


@pytest.mark.slow
def test_the_planner_may_vanish_and_the_safety_track_is_there_even_after_a_restart(everset: Station) -> None:
    settings = {**QUICK, "lead_seconds": 1}
    engine = everset.start("engine", **settings).up()
    safe = everset.pcm("safe", 12, 4)
    beats = list(range(0, 12 * RATE, RATE // 8))
    shuffled = [*beats[9:], *beats[:9], beats[3]]  # the sound takes nobody's word for their order
    engine.ask("safety", clip_pcm=str(safe), gain_db=-1.0, track="safe", title="S", artist="A", beats_frames=shuffled)
    safe.unlink()  # the planner's cache may go
    engine.kill()
    engine = everset.start("engine", **settings).up()
    step = eventually(lambda: [one for one in engine.ask("aired", after=0)["records"] if one.get("rung") == "safety"])
    at = step[-1]["frame"] + 2 * RATE
    eventually(lambda: head(everset) > at)
    state = engine.ask("programme")
    assert state["marks"][-1]["title"] == "S"
    told = [frame for run in state["beats"] for frame in run["frames"]]
    assert set(np.diff(told)) == {RATE // 8}
    frame = at - 4_000
    assert same(everset.reader().read(frame, 4_000), offline(on_disk(everset), at)[frame:])
    assert engine.ask("status")["ladder"]["rung"] == "safety"


def test_what_the_horizon_has_settled_is_refused_and_the_sound_goes_on(everset: Station) -> None:
    engine = everset.start("engine", **QUICK).up()
    state = engine.ask("programme")
    pcm = everset.pcm("a", 2)

    def splice(at: int, clip: Clip) -> None:
        engine.ask("splice", change=Splice(at=at, clips=[clip], marks=[]))

    at = state["frame"]
    assert "is settled" in refused(lambda: splice(at, track(pcm, at, 100)), ProgrammeError)
    at = engine.ask("programme")["horizon"] + 10 * RATE
    gone = track("/nowhere.f32", at, 100)
    assert "no PCM at /nowhere.f32" in refused(lambda: splice(at, gone), ProgrammeError)
    assert f"lane {LANES}" in refused(lambda: splice(at, track(pcm, at, 100, lane=LANES)), ProgrammeError)
    assert {clip["pcm"] for clip in engine.ask("programme")["clips"]} == {"ident"}


def test_a_full_disk_refuses_the_splice_by_name_and_plays_on(everset: Station) -> None:
    engine = everset.start("engine", **QUICK).up()
    journal = everset.places.journal / "programme.jsonl"
    pcm = everset.pcm("a", 5)
    size = journal.stat().st_size
    limit(engine, size + 50)
    before = head(everset)
    at = engine.ask("programme")["horizon"] + RATE
    change = Splice(at=at, clips=[track(pcm, at, 4 * RATE)], marks=[])
    with pytest.raises(Exception, match="free some space"):
        engine.ask("splice", change=change)
    eventually(lambda: head(everset) > before + RATE // 2)
    assert journal.stat().st_size <= size + 50
    limit(engine, 10**9)
    at = engine.ask("programme")["horizon"] + RATE
    engine.ask("splice", change=Splice(at=at, clips=[track(pcm, at, 4 * RATE)], marks=[]))
    assert on_disk(everset).clips == msgspec.convert(engine.ask("programme")["clips"], list[Clip])


def limit(process: Process, size: int) -> None:
    """A disk that is full at ``size`` bytes a file."""
    resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_second_engine_is_refused_and_one_that_takes_over_goes_on(everset: Station) -> None:
    first = everset.start("engine", **QUICK).up()
    second = everset.start("engine", **QUICK)
    assert second.popen.wait(20) == 1
    assert f"process {first.popen.pid} is the engine of the station" in second.errors.read_text()
    before = head(everset)
    third = everset.start("engine", "--take-over", **QUICK)
    assert first.popen.wait(20) == 0
    third.up()
    eventually(lambda: head(everset) > before + RATE)
    assert everset.reader().generation == 2
    assert same(everset.reader().read(0, before + RATE), offline(on_disk(everset), before + RATE))


def test_term_is_answered_within_two_seconds(everset: Station) -> None:
    engine = everset.start("engine", **QUICK).up()
    begun = time.monotonic()
    engine.popen.send_signal(signal.SIGTERM)
    assert engine.popen.wait(2) == 0
    assert time.monotonic() - begun < 2
    assert not everset.places.socket("engine").exists()
    assert everset.places.ring.exists()  # it outlives its writer


def test_an_engine_that_lost_the_ring_stops(everset: Station) -> None:
    engine = everset.start("engine", **QUICK).up()
    RingWriter.resume(everset.places.ring)
    assert engine.popen.wait(10) == 1
    assert "taken this station's ring over" in engine.errors.read_text()


def test_a_lost_ring_is_made_anew_behind_what_was_heard(everset: Station) -> None:
    journal = Journal(everset.places.journal, RATE)
    journal.append(seam(everset))
    journal.note_head(100 * RATE)
    everset.start("engine", **QUICK).up()
    reader = everset.reader()
    assert reader.geometry.start == 115 * RATE
    eventually(lambda: reader.head > reader.geometry.start + 3 * RATE)
    heard = reader.read(reader.geometry.start, 3 * RATE)
    assert np.abs(heard).max() > 0.01


def test_another_ring_size_goes_on_at_the_same_frame_with_what_was_there(everset: Station) -> None:
    Journal(everset.places.journal, RATE).append(seam(everset))
    engine = everset.start("engine", **QUICK, lead_seconds=5).up()
    eventually(lambda: head(everset) > 5 * RATE)
    engine.stop()
    stopped = head(everset)
    everset.start("engine", **QUICK, block_frames=700, ring_seconds=20).up()
    eventually(lambda: head(everset) > stopped + RATE)
    reader = everset.reader()
    assert (reader.geometry.start, reader.geometry.block_frames) == (stopped % 700, 700)
    start = reader.tail
    assert start < 700
    assert same(reader.read(start, stopped + RATE - start), offline(on_disk(everset), stopped + RATE)[start:])


@pytest.mark.parametrize("kept", ["ring", "state"])
def test_what_another_version_kept_is_rendered_again(everset: Station, kept: str) -> None:
    Journal(everset.places.journal, RATE).append(seam(everset))
    engine = everset.start("engine", **QUICK, lead_seconds=5).up()
    eventually(lambda: head(everset) > 4 * RATE)
    before = everset.reader()
    if kept == "state":
        engine.stop()
    with everset.places.ring.open("r+b") as ring:
        if kept == "ring":
            ring.seek(offset("version"))
            ring.write(b"\x63")
    writer = RingWriter.resume(everset.places.ring) if kept == "state" else None
    if writer is not None:
        writer.restore()
        writer.forget_states()
        writer.keep(b"of another version", writer.head)
    everset.start("engine", "--take-over", **QUICK).up()
    eventually(lambda: everset.reader().ring.inode != before.ring.inode)
    reader = everset.reader()
    eventually(lambda: reader.head > before.head + RATE)
    assert reader.clock(0) == before.clock(0)  # the same frame at the same time
    frames = before.head + RATE
    heard = reader.read(0, frames)
    assert np.abs(heard - offline(on_disk(everset), frames)).max() < 1e-6
    assert everset.processes[-1].ask("status")["late_blocks"] == 0


def test_wrong_settings_are_all_named(everset: Station) -> None:
    engine = everset.start("engine", sample_rate=1, colour="red")
    assert engine.popen.wait(20) == 2
    told = engine.errors.read_text()
    assert "sample_rate" in told
    assert "colour" in told
    assert list(everset.places.journal.iterdir()) == []
