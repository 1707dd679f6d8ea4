"""The audio thread of a real engine, watched: what it asks of the kernel, what it calls, whom it waits for."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.mixing.mixer import Mixer
from engine.mixing.render_loop import RenderLoop
from engine.programme.clip import Clip, plain_map
from engine.programme.controls import EQ, STEMS
from engine.programme.envelope import Envelope
from engine.programme.programme import Programme, Splice
from engine.realtime import Realtime
from engine.ring.geometry import Geometry
from engine.ring.writer import RingWriter
from ext.clock import SECOND, Clock
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

QUICK = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2, "lead_seconds": 1, "block_frames": 256}
WATCH = Path(__file__).with_name("watch.c")


def work(everset: Station, engine: Process, until: int) -> None:
    """Give it something to do until the head has passed ``until``: splices, PCM that comes and goes, questions, and a
    hand on everything, in panic in the end."""
    pcm = everset.pcm("noise", 5)
    eq = {"low": Envelope(((0, -20.0), (2 * RATE, 3.0))), "fader": Envelope(((0, 1.0), (2 * RATE, 0.2)))}
    while (head := everset.reader().head) < until:
        at = engine.ask("programme")["horizon"] + RATE // 2
        clips = [
            Clip(at=at, length=2 * RATE, lane=lane, pcm=str(pcm), map=((0, 9.5), (2 * RATE, 2.05 * RATE)), envelopes=eq)
            for lane in range(6)
        ]
        engine.ask("splice", change=Splice(at=at, clips=clips, marks=[]))
        for control in (*STEMS, *EQ, "fader", "filter", "crossfader"):
            engine.ask("touch", deck="a", control=control, position=0.3)
        engine.ask("nudge", deck="b", bend=1.0)
        engine.ask("cue", deck="b")
        eventually(lambda head=head: everset.reader().head > head + RATE // 3)
        engine.ask("panic")


def test_it_asks_the_kernel_for_nothing_but_to_be_woken(everset: Station, tmp_path: Path) -> None:
    if not shutil.which("strace"):
        pytest.skip("STRACE IS MISSING: what the audio thread asks of the kernel was not watched (make test-tools)")
    engine = everset.start("engine", **QUICK).up()
    thread = eventually(lambda: engine.ask("status")["audio"]["thread"])
    work(everset, engine, 2 * RATE)  # past the lead
    calls = tmp_path / "calls"
    with subprocess.Popen(["strace", "-o", str(calls), "-p", str(thread)], stderr=subprocess.PIPE) as witness:
        told = witness.stderr.readline().decode() if witness.stderr else ""
        if "attached" not in told:
            pytest.skip(f"STRACE IS NOT ALLOWED HERE, the audio thread was not watched: {told}")
        work(everset, engine, everset.reader().head + 3 * RATE)
        witness.send_signal(signal.SIGINT)
    lines = [line for line in calls.read_text().splitlines() if not line.startswith(("---", "+++"))]
    waits = [line for line in lines if re.match(r"futex\(\w+, FUTEX_WAIT_BITSET_PRIVATE, ", line)]
    assert len(waits) > 50
    others = {re.split(r"\W", line.removeprefix("<... "))[0] for line in lines if line not in waits}
    assert others <= {"restart_syscall"}  # this is how strace's own arrival ends a sleep


def test_within_a_block_it_allocates_nothing_locks_nothing_and_touches_no_page_anew(
    everset: Station, tmp_path: Path
) -> None:
    library, found = tmp_path / "watch.so", tmp_path / "found"
    if not shutil.which("gcc"):
        pytest.skip("GCC IS MISSING: what the audio thread calls was not watched")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-fno-builtin", "-w", str(WATCH), "-o", str(library), "-ldl"], check=True
    )
    watched = {"LD_PRELOAD": str(library), "EVERSET_WATCH": str(found)}
    engine = Process("engine", everset.places, QUICK, env=watched)
    everset.processes.append(engine)
    engine.up()
    work(everset, engine, 6 * RATE)
    assert engine.stop() == 0
    seen = {name: int(count) for name, count in map(str.split, found.read_text().splitlines())}
    assert seen.pop("blocks") > 6 * RATE // 256
    assert seen.pop("outside") > 10_000  # the other threads call what it does not
    assert seen.pop("sworn") == 2
    assert seen == {"minor": 0, "major": 0, "waited": 0}


class Loop:
    """A render loop of this process, on a ring of its own, ``behind`` seconds late."""

    def __init__(
        self, folder: Path, behind: float = 0.0, realtime: Realtime | None = None, *, at_once: int = 1
    ) -> None:
        mixer = Mixer(RATE)
        geometry = Geometry(sample_rate=RATE, block_frames=256, block_count=1_000, snapshot_bytes=mixer.state_room)
        epoch = time.monotonic_ns() - round(behind * SECOND)
        writer = RingWriter.create(folder / "ring", geometry, epoch=epoch, generation=1)
        self.render = RenderLoop(mixer, writer, Clock(RATE, epoch, bound=1_000 * SECOND), realtime, at_once=at_once)
        mixer.follow(Programme())
        mixer.load(1_000 * RATE)


def test_it_plays_while_another_thread_keeps_the_interpreter(tmp_path: Path) -> None:
    render = Loop(tmp_path).render
    switch = sys.getswitchinterval()
    render.start()
    try:
        eventually(lambda: render.head > 0)
        goal = render.head + 20 * 256
        sys.setswitchinterval(1_000.0)  # from here on no other thread gets it
        turns = 0
        while render.head < goal and turns < 10**7:
            turns += 1
        assert render.head >= goal
    finally:
        sys.setswitchinterval(switch)
        render.stop()


def test_a_change_is_answered_while_blocks_are_rendered(tmp_path: Path) -> None:
    render = Loop(tmp_path).render
    render.start()
    try:
        clip = Clip(at=10**9, length=RATE, lane=0, pcm="ident", map=plain_map(RATE, 0))
        assert render.change(Programme(clips=[clip]), 10**9)
        assert not render.change(Programme(), 0)
    finally:
        render.stop()
    assert render.change(Programme(), 10**9)  # nobody renders any longer: who asks reads the commands himself


def test_a_change_is_answered_while_it_sleeps(tmp_path: Path) -> None:
    render = Loop(tmp_path, behind=-1_000.0).render  # nothing is due for a quarter of an hour
    render.start()
    try:
        assert render.change(Programme(), 10**9)
        assert render.head == 0
    finally:
        render.stop()


def test_a_block_that_is_due_takes_the_next_ones_along(tmp_path: Path) -> None:
    render = Loop(tmp_path, at_once=10).render
    render.start()
    try:
        eventually(lambda: render.head > 0)
        before, slept = render.head, sleeps(render)
        eventually(lambda: render.head >= before + 200 * 256)
        assert sleeps(render) - slept <= 30
    finally:
        render.stop()


def sleeps(render: RenderLoop) -> int:
    """How often the audio thread has waited for something."""
    status = Path(f"/proc/self/task/{render.thread}/status").read_text()
    return int(re.findall(r"^voluntary_ctxt_switches:\s*(\d+)", status, re.MULTILINE)[0])


def test_it_leaves_time_to_others_while_it_catches_up(tmp_path: Path) -> None:
    """Under SCHED_FIFO nobody else would get the only CPU: it rests every ten milliseconds, or behind the block that
    lasts longer."""
    render = Loop(tmp_path, behind=200.0, realtime=Realtime(priority=10)).render
    render.start()
    try:
        eventually(lambda: render.head > 100 * RATE, 60)
        rendered, longest = render.times.total, render.times.worst
        rests = sleeps(render)
    finally:
        render.stop()
    assert rests > 0
    assert rests >= rendered / (SECOND / 100 + longest) - 2


WITHOUT_RIGHTS = """
import ctypes, mmap, resource
from engine.realtime import Realtime, take_right_of_way
resource.setrlimit(resource.RLIMIT_MEMLOCK, (65536, 65536))
resource.setrlimit(resource.RLIMIT_RTPRIO, (0, 0))
room = mmap.mmap(-1, 4_096_000)
region = ctypes.addressof(ctypes.c_char.from_buffer(room)), len(room)
print(take_right_of_way(Realtime(priority=10, cpus=(4_000,), lock=True), [region]))
before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
for page in range(0, len(room), 4096):
    room[page] = 1
print("touched anew:", resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before > 500)
"""


def test_what_is_not_allowed_is_told_with_how_to_give_it() -> None:
    drop = ["setpriv", "--bounding-set=-sys_nice,-ipc_lock"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*drop, sys.executable, "-c", WITHOUT_RIGHTS], capture_output=True, check=True, text=True, timeout=60
    )
    assert "priority=0" in done.stdout
    assert "locked=False" in done.stdout
    assert "touched anew: False" in done.stdout  # it is there all the same
    said = done.stdout + done.stderr
    for words in ("ulimit -r 10", "LimitRTPRIO=10", "engine.cpus", "ulimit -l unlimited", "LimitMEMLOCK=infinity"):
        assert words in said
