"""All formats at once, over a ring that a test renders, time passed in."""

import asyncio
import io
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from engine.outputs.place import PlaceKeeper
from engine.outputs.stream import UNHEARD, Stream
from engine.outputs.streams import Streams, formats
from engine.ring.geometry import Geometry
from engine.ring.reader import SECOND, RingReader
from engine.ring.writer import RingWriter
from engine.settings import OutputsSettings

RATE = 44_100
BLOCK = 4_096
BEGIN = 20  # the second at which outputs begin
SETTINGS = OutputsSettings(bitrate_kbps=64, quality=9, aac_kbps=64, opus_kbps=64)


class Air:
    """An engine that is at its clock, and outputs that follow it, second by second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        geometry = Geometry(sample_rate=RATE, block_frames=BLOCK, block_count=900, snapshot_bytes=8)
        self.writer = RingWriter.create(folder / "ring", geometry, epoch=0, generation=1)
        self.ring = RingReader.open(folder / "ring")
        self.random = np.random.default_rng(1)
        self.ends: list[socket.socket] = []

    def outputs(self, name: str = "place") -> Streams:
        return Streams(SETTINGS, formats(SETTINGS), PlaceKeeper(self.folder / name), lambda _: "", lambda: 5.0)

    def tick(self, streams: Streams, second: float) -> None:
        while self.writer.head < second * RATE:
            self.writer.block()[:] = self.random.uniform(-0.3, 0.3, (BLOCK, 2))
            self.writer.publish(b"")
        asyncio.run(self._tick(streams, round(second * SECOND)))

    async def _tick(self, streams: Streams, now: int) -> None:
        await streams.encode(self.ring, now)
        await streams.serve(4)
        await streams.encode_ahead(self.ring, now)

    def join(self, streams: Streams, name: str, second: float) -> socket.socket:
        """A listener, and the end at which they read."""
        stream = streams.named(name)
        asyncio.run(streams.wake(stream, self.ring, round(second * SECOND)))
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        self.ends.append(theirs)
        with ours:
            audience = stream.audience
            audience.join(os.dup(ours.fileno()), "key", audience.first(), stream.sound.format.head)
        return theirs


@pytest.fixture
def air(tmp_path: Path) -> Iterator[Air]:
    made = Air(tmp_path)
    yield made
    for end in made.ends:
        end.close()


def begun(air: Air, name: str = "place") -> Streams:
    streams = air.outputs(name)
    air.tick(streams, BEGIN)
    streams.begin(air.ring, BEGIN * SECOND)
    air.tick(streams, BEGIN)
    return streams


def awake(streams: Streams) -> list[str]:
    return [stream.sound.format.name for stream in streams.all if stream.sound.awake]


def read(end: socket.socket) -> bytes:
    data = b""
    try:
        while part := end.recv(2**16):
            data += part
    except BlockingIOError:
        pass
    return data


def leave(streams: Streams) -> None:
    for audience in streams.audiences:
        audience.close()


def test_only_what_is_heard_is_encoded_and_the_preferred_format(air: Air) -> None:
    streams = begun(air)
    assert awake(streams) == ["mp3"]
    air.join(streams, "opus", BEGIN)
    assert awake(streams) == ["mp3", "opus"]
    leave(streams)
    quiet = UNHEARD // SECOND
    for second in (BEGIN + 1, BEGIN + 2, BEGIN + quiet):
        air.tick(streams, second)
    assert awake(streams) == ["mp3", "opus"]  # who pauses comes back to it
    air.tick(streams, BEGIN + quiet + 3)
    assert awake(streams) == ["mp3"]


@pytest.mark.parametrize("name", ["mp3", "aac", "opus"])
def test_who_comes_gets_the_burst_and_then_every_second(air: Air, name: str) -> None:
    streams = begun(air)
    end = air.join(streams, name, BEGIN)
    stream = streams.named(name)
    (facts,) = stream.audience.facts()
    due = stream.sound.follower.target(air.ring, BEGIN * SECOND)
    burst = due - int(str(facts["start_frame"]))
    assert abs(burst / RATE - SETTINGS.burst_seconds) < 0.3
    read(end)
    for second in range(BEGIN + 1, BEGIN + 5):
        air.tick(streams, second)
        assert abs(len(read(end)) * 8 / 64_000 - 1) < 0.25
    leave(streams)


def test_numbers_and_turns_tell_listeners_of_all_formats_apart(air: Air) -> None:
    streams = begun(air)
    for name in ("mp3", "aac", "opus", "aac"):
        air.join(streams, name, BEGIN)
    facts = [fact for audience in streams.audiences for fact in audience.facts()]
    assert sorted(fact["number"] for fact in facts) == [1, 2, 3, 4]
    assert {int(str(fact["turn"])) // 4 for fact in facts} == {0, 1, 2}
    assert streams.count == 4
    leave(streams)


@pytest.mark.parametrize("name", ["mp3", "aac", "opus"])
def test_another_process_goes_on_with_the_very_next_unit(air: Air, name: str) -> None:
    before = begun(air)
    heard = [air.join(before, name, BEGIN)]
    for second in range(BEGIN + 1, BEGIN + 5):
        air.tick(before, second)
    reels, passengers = before.reels(), before.passengers()
    descriptors = [os.dup(descriptor) for descriptor in before.descriptors]
    tape = before.named(name).sound.tape
    end, frame = tape.next, tape.next_frame
    leave(before)
    after = air.outputs("other")
    after.take(reels, air.ring, (BEGIN + 5) * SECOND)
    assert after.board(passengers, descriptors) == []
    for second in range(BEGIN + 5, BEGIN + 9):
        air.tick(after, second)
    mine = after.named(name).sound.tape
    assert (mine.frame_of(end), mine.jumps) == (frame, 0)
    assert errors(name, read(heard[0])) == 0
    air.join(after, name, BEGIN + 8)
    assert sorted(fact["number"] for fact in after.named(name).audience.facts()) == [1, 2]
    leave(after)


def errors(name: str, data: bytes) -> int:
    """Packets that a player can't decode; the demuxer of Ogg leaves out pages that do not follow one another."""
    wrong = packets = 0
    with av.open(io.BytesIO(data), format="ogg" if name == "opus" else name) as container:
        for packet in container.demux(audio=0):
            packets += packet.size > 0
            try:
                packet.decode()
            except av.InvalidDataError:
                wrong += 1
    assert packets > 300
    return wrong


def test_a_format_that_is_no_longer_offered_lets_its_listeners_go(air: Air) -> None:
    before = begun(air)
    air.join(before, "aac", BEGIN)
    reels, passengers = before.reels(), before.passengers()
    kept = [kind for kind in formats(SETTINGS) if kind.name != "aac"]
    after = Streams(SETTINGS, kept, None, lambda _: "")
    after.take(reels, air.ring, BEGIN * SECOND)
    assert after.board(passengers, before.descriptors) == before.descriptors
    assert isinstance(after.named("mp3"), Stream)
    leave(before)
