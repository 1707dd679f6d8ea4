"""The outputs process beside a real engine: what a listener's player decodes, whatever dies in between."""

import asyncio
import re
import socket
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from engine.bus import Server
from engine.journal.journal import Journal
from engine.outputs.mp3 import FRAME
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Mark, Splice
from engine.ring.ring import open_ring
from tests.engine.outputs.test_icy import unwoven
from tests.support.player import Player
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

ENGINE = {"settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2, "lead_seconds": 6, "ring_seconds": 60}
OUTPUTS = {"stream_port": 0, "distance_seconds": 3, "quality": 7, "station": "Station"}
QUARTER = RATE // 4
CHANGE = 7 * RATE  # where the title changes


def port(outputs: Process) -> int:
    return int(outputs.ask("status")["outputs"][0]["port"])


def play(everset: Station) -> None:
    """A minute of music in the journal, with a change of titles."""
    pcm = everset.pcm("music", 60, 9)
    clip = Clip(at=0, length=60 * RATE, lane=0, pcm=str(pcm), map=plain_map(60 * RATE, 0), track="a")
    marks = [
        Mark(at=0, kind="track", track="a", artist="A", title="One"),
        Mark(at=CHANGE, kind="track", track="b", artist="B", title="Two"),
    ]
    Journal(everset.places.journal, RATE).append(Splice(at=0, clips=[clip], marks=marks))


def on_air(everset: Station, **settings: object) -> tuple[Process, Process]:
    """An engine that plays, and outputs that send it."""
    play(everset)
    engine = everset.start("engine", **ENGINE).up()
    outputs = everset.start("outputs", **{**OUTPUTS, **settings}).up()
    sending(outputs)
    return engine, outputs


def sending(outputs: Process, state: str = "on air") -> None:
    """Wait for it."""
    eventually(lambda: outputs.ask("status")["outputs"][0]["state"] == state)


def quietest(sound: np.ndarray) -> float:
    """The loudest sample of the quietest quarter of a second."""
    whole = len(sound) // QUARTER * QUARTER
    return float(np.abs(sound[:whole]).reshape(-1, QUARTER * 2).max(axis=1).min())


def matches(everset: Station, sound: np.ndarray, start: int) -> float:
    """How well ``sound``, which a decoder made, fits the ring from frame ``start`` on: 1 is the same, less
    the coding."""
    truth = everset.reader().read(start, len(sound))
    return float(np.corrcoef(truth[FRAME:, 0], sound[FRAME:, 0])[0, 1])


def test_a_player_hears_the_programme_from_the_frame_that_was_said(everset: Station) -> None:
    _, outputs = on_air(everset)
    player = Player(port(outputs), "Icy-MetaData: 1", key="me").heard(0.1)
    (listener,) = eventually(lambda: [one for one in outputs.ask("listeners")["listeners"] if one["sent_frame"]])
    assert listener["start_frame"] < CHANGE - RATE  # this machine is not hopelessly late
    player.heard((CHANGE - listener["start_frame"]) / RATE + 1)
    assert listener["key"] == "me"
    assert listener["start_frame"] < listener["sent_frame"]
    sound, titles = unwoven(player.sound(), 16_000)
    player.received = bytearray(b"\r\n\r\n" + sound)
    decoded = player.decoded()
    start = listener["start_frame"]
    assert matches(everset, decoded, start) > 0.95
    assert abs(matches(everset, decoded, start + 1)) < 0.95 * matches(everset, decoded, start)
    assert quietest(decoded) > 0.01
    assert [title for _, title in titles] == ["A - One", "B - Two"]
    changed = titles[1][0] // (192_000 // 8 * FRAME / RATE) * FRAME + start
    assert CHANGE - FRAME <= changed <= CHANGE + FRAME + 16_000 * RATE * 8 // 192_000


@pytest.mark.parametrize("kind", ["aac", "opus"])
def test_a_format_that_slept_wakes_for_its_listener_with_the_burst(everset: Station, kind: str) -> None:
    _, outputs = on_air(everset)
    states = {one["name"]: one["state"] for one in outputs.ask("status")["outputs"]}
    assert states[f"stream.{kind}"] == "asleep"
    player = Player(port(outputs), "Icy-MetaData: 1", key="me", kind=kind).heard(5)
    (listener,) = outputs.ask("listeners")["listeners"]
    head = bytes(player.received).partition(b"\r\n\r\n")[0].decode().lower()
    assert f"everset-frame: {listener['start_frame']}" in head
    assert ("icy-metaint: 16000" in head) == (kind == "aac")  # a page is never cut by a title
    if kind == "aac":
        player.received = bytearray(b"\r\n\r\n" + unwoven(player.sound(), 16_000)[0])
    decoded, start = player.decoded(), listener["start_frame"]
    assert matches(everset, decoded, start) > 0.8  # of noise, which no encoder keeps whole
    assert abs(matches(everset, decoded, start + 1)) < 0.95 * matches(everset, decoded, start)
    assert quietest(decoded[RATE // 4 :]) > 0.01
    states = {one["name"]: one["state"] for one in outputs.ask("status")["outputs"]}
    assert states[f"stream.{kind}"] == "on air"


def test_what_is_not_offered_is_not_found(everset: Station) -> None:
    _, outputs = on_air(everset, formats=["mp3"])
    assert [one["name"] for one in outputs.ask("status")["outputs"]] == ["stream.mp3"]
    player = Player(port(outputs), kind="opus")
    eventually(lambda: player.ended)
    assert player.received.startswith(b"HTTP/1.0 404")


@pytest.mark.slow
def test_listeners_do_not_hear_the_engine_die(everset: Station) -> None:
    engine, outputs = on_air(everset)
    before = outputs.ask("status")
    player = Player(port(outputs)).heard(2)
    (listener,) = outputs.ask("listeners")["listeners"]
    engine.kill()
    died = everset.reader().head
    everset.start("engine", **ENGINE).up()
    eventually(lambda: outputs.ask("status")["position"] > died + RATE)
    status = outputs.ask("status")
    decoded = player.decoded()
    assert len(decoded) > 2 * RATE
    assert matches(everset, decoded, listener["start_frame"]) > 0.95
    assert status["ident_frames"] == before["ident_frames"]
    assert (status["skipped_frames"], status["damaged_blocks"]) == (before["skipped_frames"], 0)


@pytest.mark.slow
def test_while_the_engine_is_away_the_ident_keeps_players_alive(everset: Station) -> None:
    engine, outputs = on_air(everset, distance_seconds=0.5, grace_seconds=0.3)
    player = Player(port(outputs)).heard(1)
    engine.kill()
    sending(outputs, "ident")
    ident = outputs.ask("status")["ident_frames"]
    eventually(lambda: outputs.ask("status")["ident_frames"] > ident + RATE // 2)
    everset.start("engine", **ENGINE).up()
    sending(outputs)
    back = outputs.ask("status")["position"]
    eventually(lambda: outputs.ask("status")["position"] > back + RATE // 2)
    assert not player.ended
    assert outputs.ask("status")["skipped_frames"] > 0
    assert quietest(player.decoded()) > 0.01


@pytest.mark.slow
def test_listeners_come_back_to_outputs_that_were_killed(everset: Station) -> None:
    everset.start("engine", **ENGINE).up()
    outputs = everset.start("outputs", **OUTPUTS).up()
    number = port(outputs)
    player = Player(number).heard(0.5)
    outputs.kill()
    eventually(lambda: player.ended)
    outputs = everset.start("outputs", **{**OUTPUTS, "stream_port": number}).up()
    again = Player(number).heard(1)
    assert quietest(again.decoded()) > 0.01
    assert outputs.stop() == 0


class Faithful:
    """A listener who knows where they stopped: they keep whole MP3 frames, and ask for the next one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.sound = b""
        self.start = 0
        self.next: int | None = None

    def listen(self) -> Player:
        wanted = "" if self.next is None else f"&from={self.next}"
        return Player(self.port, key=f"me{wanted}")

    def keep(self, player: Player) -> None:
        """Take what ``player`` got until it was cut off."""
        first = int(re.search(rb"everset-frame: (\d+)", bytes(player.received))[1])
        assert first == (first if self.next is None else self.next)
        self.start = first if self.next is None else self.start
        sizes = whole_frames(player.sound())
        self.sound += player.sound()[: sum(sizes)]
        self.next = first + FRAME * len(sizes)


def whole_frames(sound: bytes) -> list[int]:
    """The sizes of the MP3 frames of 192 kbit/s at 44,100 Hz that ``sound`` holds as wholes."""
    sizes, place = [], 0
    while place + 3 < len(sound) and place + (size := 626 + (sound[place + 2] >> 1 & 1)) <= len(sound):
        assert sound[place : place + 2] == b"\xff\xfb"
        sizes.append(size)
        place += size
    return sizes


@pytest.mark.slow
def test_outputs_that_are_killed_go_on_at_the_very_frame(everset: Station) -> None:
    """What a listener who knows where they stopped got over three kills is the ring's PCM, coded: none of it missing,
    none of it twice, the same alignment all along."""
    _, outputs = on_air(everset)
    listener = Faithful(port(outputs))
    for life in range(4):
        player = listener.listen().heard(3.5 if life == 0 else 1.5)
        outputs.kill()
        eventually(lambda player=player: player.ended)
        listener.keep(player)
        outputs = everset.start("outputs", **{**OUTPUTS, "stream_port": listener.port}).up()
    player.received = bytearray(b"\r\n\r\n" + listener.sound)
    decoded = player.decoded()
    assert len(decoded) == listener.next - listener.start
    truth = everset.reader().read(listener.start, len(decoded))
    for place in range(FRAME, len(decoded) - QUARTER, QUARTER):  # the first MP3 frame lacks the one before it
        heard, there = decoded[place : place + QUARTER, 0], truth[place : place + QUARTER, 0]
        assert np.corrcoef(heard, there)[0, 1] > 0.95, place
    assert outputs.ask("status")["skipped_frames"] == 0


@pytest.mark.slow
def test_a_process_that_takes_over_goes_on_in_the_same_connections(everset: Station) -> None:
    """Nobody is cut, nothing is missing or twice, titles stay in their places, and who comes meanwhile is let in."""
    _, before = on_air(everset)
    number = port(before)
    players = [Player(number, key="a").heard(0.1), Player(number, "Icy-MetaData: 1", key="b").heard(0.1)]
    known = {one["number"]: one["start_frame"] for one in before.ask("listeners")["listeners"]}
    settings = {**OUTPUTS, "stream_port": number}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    after = everset.start("outputs", "--stand-by", "2", popen=pipes, **settings)
    with after.popen.stdin as word, after.popen.stdout as said:
        assert b"ready" in said.readline()
        word.write(b"go\n")
        word.flush()
        assert b"on air" in said.readline()
    assert before.popen.wait(10) == 0
    players.append(Player(number, key="c").heard(0.1))
    for player in players:
        player.heard(len(player.sound()) * 8 / 192_000 + 2)
    listeners = after.ask("listeners")["listeners"]
    assert {one["number"]: one["start_frame"] for one in listeners if one["key"] != "c"} == known
    sound, _ = unwoven(players[1].sound(), 16_000)
    players[1].received = bytearray(b"\r\n\r\n" + sound)
    starts = {one["key"]: one["start_frame"] for one in listeners}
    for player, key in zip(players, "abc", strict=True):
        assert not player.ended
        whole_frames(player.sound())
        decoded = player.decoded()
        truth = everset.reader().read(starts[key], len(decoded))
        for place in range(FRAME, len(decoded) - QUARTER, QUARTER):
            assert np.corrcoef(decoded[place : place + QUARTER, 0], truth[place : place + QUARTER, 0])[0, 1] > 0.95
    assert after.ask("status")["skipped_frames"] == 0


def test_who_asks_for_everything_and_goes_costs_nobody_anything(everset: Station) -> None:
    outputs = everset.start("outputs", **OUTPUTS).up()
    player = Player(port(outputs)).heard(0.5)
    outputs.ask("hand_over", to="/nowhere/at all")
    eventually(lambda: "nobody took over" in outputs.errors.read_text())
    player.heard(len(player.sound()) * 8 / 192_000 + 1)
    assert not player.ended
    Player(port(outputs)).heard(0.5)


@pytest.mark.slow
def test_a_damaged_block_is_rendered_again_or_was_read_before_anybody_hears_it(everset: Station) -> None:
    _, outputs = on_air(everset)
    player = Player(port(outputs)).heard(2)
    ring = open_ring(everset.places.ring, writable=True)
    read = ring.samples[ring.geometry.block(outputs.ask("status")["position"] - RATE // 2)]
    whole = read.copy()
    read[100] = 0.9
    for ahead in (1.5, 1.6):
        frame = outputs.ask("status")["position"] + round(ahead * RATE)
        ring.samples[ring.geometry.block(frame), 100] = 0.9
    eventually(lambda: outputs.ask("status")["repaired_blocks"] == 2)
    eventually(lambda: outputs.ask("status")["position"] > frame + RATE)
    read[:] = whole
    (listener,) = outputs.ask("listeners")["listeners"]
    assert matches(everset, player.decoded(), listener["start_frame"]) > 0.95
    assert outputs.ask("status")["damaged_blocks"] == 0


def test_outputs_without_an_engine_send_the_ident(everset: Station) -> None:
    outputs = everset.start("outputs", **OUTPUTS).up()
    player = Player(port(outputs)).heard(1)
    assert outputs.ask("listeners")["listeners"][0]["start_frame"] is None
    assert quietest(player.decoded()[RATE // 4 :]) > 0.01


def test_a_taken_port_ends_with_a_line_that_says_what_to_do(everset: Station) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        outputs = everset.start("outputs", **{**OUTPUTS, "stream_port": number})
        assert outputs.popen.wait(20) == 1
    told = outputs.errors.read_text()
    assert f"can't listen on 127.0.0.1:{number}" in told
    assert "set another stream_port" in told


def test_a_recording_goes_along(everset: Station, tmp_path: Path) -> None:
    play(everset)
    everset.start("engine", **ENGINE).up()
    files = [{"folder": str(tmp_path / "tape"), "format": "wav"}]
    outputs = everset.start("outputs", **OUTPUTS, files=files).up()
    begun = eventually(lambda: outputs.ask("status")["position"])
    eventually(lambda: outputs.ask("status")["position"] > begun + 1.5 * RATE)
    assert outputs.ask("status")["outputs"][-1]["state"] == "recording"
    assert outputs.stop() == 0
    (path,) = (tmp_path / "tape").glob("*.wav")
    assert "A" in path.with_suffix(".cue").read_text()
    with av.open(str(path)) as container:
        frames = sum(frame.samples for frame in container.decode(audio=0))
    assert frames > RATE


@pytest.mark.parametrize("ring", ["none", "foreign"])
def test_a_ring_that_is_none_is_waited_for(everset: Station, ring: str) -> None:
    if ring == "foreign":
        everset.places.ring.write_bytes(b"no ring" * 999)
    outputs = everset.start("outputs", **OUTPUTS).up()
    assert outputs.ask("status")["outputs"][0]["state"] == "ident"
    everset.start("engine", **ENGINE).up()
    sending(outputs)


def test_an_engine_whose_titles_it_does_not_understand_costs_the_titles_alone(everset: Station) -> None:
    async def scenario() -> None:
        foreign = Server(everset.places.socket("engine"), {}, lambda: [{"event": "programme", "marks": "?"}])
        await foreign.start()
        try:
            outputs = await asyncio.to_thread(lambda: everset.start("outputs", **OUTPUTS).up())
            told = "titles not understood"
            await asyncio.to_thread(eventually, lambda: outputs.alive() and told in outputs.errors.read_text())
            assert await asyncio.to_thread(outputs.ask, "status")
        finally:
            await foreign.stop()

    asyncio.run(scenario())
