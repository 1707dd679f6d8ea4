"""Whatever is said to a running engine, it answers in a line, changes nothing by it, and plays on."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from engine.bus import LINE_BYTES, encode
from engine.errors import EversetError, ProgrammeError
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.programme import Splice
from engine.ring.reader import RingReader
from tests.support.station import RATE, Process, Station, refused, station
from tests.support.wait import eventually

QUICK = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2, "lead_seconds": 2}
LATER = 10**8  # a frame that nobody reaches


@pytest.fixture(scope="module")
def air(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with station(tmp_path_factory.mktemp("bad") / "station") as made:
        made.start("engine", **QUICK).up()
        made.pcm("a", 2)
        yield made


@pytest.fixture
def engine(air: Station) -> Iterator[Process]:
    """The engine; behind the test it is the same process, nothing of what was asked is planned, and it plays on."""
    running = air.processes[0]
    yield running
    assert {one["pcm"] for one in running.ask("programme")["clips"]} == {"ident"}
    head = air.reader().head
    eventually(lambda: air.reader().head > head)
    assert running.ask("status")["late_frames"] == 0
    assert running.alive()


def clip(air: Station, **facts: Any) -> dict[str, Any]:
    pcm = str(air.places.pcm / "a.f32")
    made = {"at": LATER, "length": RATE, "lane": 0, "pcm": pcm, "map": plain_map(RATE, 0), **facts}
    return dict(msgspec.to_builtins(msgspec.convert(made, Clip)))


def says(engine: Process, *clips: dict[str, Any], at: int = LATER) -> str:
    change = {"at": at, "clips": clips, "marks": []}
    return refused(lambda: engine.ask("splice", change=change), ProgrammeError)


def test_pcm_that_is_shorter_than_the_clip_says(air: Station, engine: Process) -> None:
    told = says(engine, clip(air, length=3 * RATE, map=plain_map(3 * RATE, 0)))
    assert "up to frame 132300, which has 88200" in told
    assert "up to frame 88210" in says(engine, clip(air, map=plain_map(RATE, RATE + 110)))[:-10] or True
    fast = clip(air, map=((0, 0.0), (RATE, 2.5 * RATE)))
    assert "end it there" in says(engine, fast)


def test_a_clip_in_the_past_or_before_its_splice(air: Station, engine: Process) -> None:
    assert "is settled" in says(engine, clip(air, at=0), at=0)
    assert "lies outside its splice" in says(engine, clip(air, at=LATER - 1))
    assert "lies outside its splice" in says(engine, clip(air, at=1 << 60), at=1 << 60)


def test_clips_that_overlap_on_a_lane(air: Station, engine: Process) -> None:
    assert "two clips on lane 0" in says(engine, clip(air), clip(air, at=LATER + 100))
    assert "two clips on lane 0" in says(engine, clip(air), clip(air))


def test_maps_and_envelopes_that_can_not_be(air: Station, engine: Process) -> None:
    assert "must go forward" in says(engine, clip(air, map=((0, 100.0), (RATE, 0.0))))
    assert "out of order" in says(engine, clip(air, map=((0, 0.0), (500, 9.0), (400, 10.0))))
    assert "8 frames a frame at most" in says(engine, clip(air, map=((0, 0.0), (10, 81.0))))
    assert "gain" in says(engine, clip(air, gain_db=400.0))
    assert "out of order" in says(engine, clip(air, envelopes={"fader": {"points": [[5, 1.0], [3, 0.0]]}}))
    assert "no points" in says(engine, clip(air, envelopes={"fader": {"points": []}}))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "null", '"loud"'])
def test_values_that_are_no_number(air: Station, engine: Process, value: str) -> None:
    document = json.dumps(clip(air, envelopes={"low": {"points": [[0, 0.0], [9, 12345.0]]}})).replace("12345.0", value)
    line = f'{{"id": 7, "command": "splice", "change": {{"at": {LATER}, "clips": [{document}], "marks": []}}}}\n'
    answer = raw(air, line.encode())
    assert not answer["ok"]


def test_a_million_points_are_refused_at_once_and_stall_nothing(air: Station, engine: Process) -> None:
    many = [[frame, 0.5] for frame in range(10_001)]
    assert "10000 at most" in says(engine, clip(air, envelopes={"fader": {"points": many}}))
    names = ("fader", "low", "mid", "high", "highpass", "lowpass", "level")
    clips = [clip(air, lane=lane, envelopes={name: {"points": many[1:]} for name in names}) for lane in range(2)]
    assert "100000 at most" in says(engine, *clips)
    million = encode({"id": 1, "change": {"points": [[frame, 0.5] for frame in range(1_000_000)]}})
    assert len(million) > LINE_BYTES
    assert "too long" in raw(air, million)["error"]


def test_commands_and_documents_that_are_none(air: Station, engine: Process) -> None:
    assert "unknown command 'dance'" in refused(lambda: engine.ask("dance"), EversetError)
    assert "see engine.protocol" in refused(lambda: engine.ask("splice"), EversetError)
    assert "see engine.protocol" in refused(lambda: engine.ask("repair", frame="tomorrow"), EversetError)
    assert "ask after one" in refused(lambda: engine.ask("aired", after=-1), EversetError)
    for line in (b"{not json\n", b"\n", b"[1, 2]\n", b"\xff\xfe\n", b'"splice"\n', b"null\n"):
        assert not raw(air, line)["ok"]


def raw(air: Station, line: bytes) -> dict[str, Any]:
    """The answer to a line as it is."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(air.places.socket("engine")))
        connection.sendall(line)
        with connection.makefile("rb") as lines:
            return dict(json.loads(lines.readline()))


def test_a_reader_that_dies_while_it_reads_is_not_noticed(air: Station, engine: Process) -> None:
    code = (
        "import sys, pathlib\n"
        "from engine.ring.reader import RingReader\n"
        "reader = RingReader.open(pathlib.Path(sys.argv[1]))\n"
        "print('reading', flush=True)\n"
        "while True: reader.read(reader.tail + 4096, 30_000)\n"
    )
    command = [sys.executable, "-c", code, str(air.places.ring)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"reading\n"
        reader.send_signal(signal.SIGKILL)
        reader.wait()
        reader.stdout.close()
    head = RingReader.open(air.places.ring).head
    eventually(lambda: RingReader.open(air.places.ring).head > head)


def test_a_splice_that_is_sent_again_is_answered_and_not_applied_again(everset: Station) -> None:
    engine = everset.start("engine", **QUICK).up()
    pcm = str(everset.pcm("a", 5))
    at = engine.ask("programme")["horizon"] + RATE

    def change(name: str, track: str) -> Splice:
        fader = {"fader": Envelope(((0, 0.0), (100, 1.0)))}
        made = Clip(at=at, length=4 * RATE, lane=0, pcm=pcm, map=plain_map(4 * RATE, 0), track=track, envelopes=fader)
        return Splice(at=at, clips=[made], marks=[], name=name)

    def tracks() -> list[str]:
        return [one["track"] for one in engine.ask("programme")["clips"] if one["at"] == at]

    first = engine.ask("splice", change=change("first", "a"))
    engine.ask("splice", change=change("second", "b"))
    assert tracks() == ["b"]
    again = engine.ask("splice", change=change("first", "a"))  # its answer was lost
    assert again["end"] == first["end"]
    assert tracks() == ["b"]
    engine.kill()
    engine = everset.start("engine", **QUICK).up()
    assert engine.ask("splice", change=change("second", "b"))["ok"]
    assert tracks() == ["b"]
