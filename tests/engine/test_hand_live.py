"""A hand on a running engine: what it does is in the ring, in the journal and in a replay, the same to the bit; and it
is told where everything stands."""

import asyncio
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.client import Client, events
from engine.errors import EversetError
from engine.programme.controls import EQ, STEMS
from engine.ring.ring import open_ring
from tests.support.mixing import rms
from tests.support.scenario import until
from tests.support.seam import QUICK, Booth
from tests.support.station import RATE, Station, refused
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

KNOBS = ("fader", "filter", *EQ, *STEMS)


@pytest.fixture
def booth(everset: Station) -> Iterator[Booth]:
    yield Booth(everset)


def anything(random: np.random.Generator) -> tuple[str, dict[str, Any]]:
    """A command of a hand."""
    deck = "ab"[random.integers(2)]
    match random.integers(12):
        case 0:
            return "touch", {"control": "crossfader", "position": float(random.random())}
        case 1:
            return ("cue", "play")[random.integers(2)], {"deck": deck}
        case 2:
            return "nudge", {"deck": deck, "bend": float(random.integers(-1, 2))}
        case 3:
            return "hand_back", {"deck": deck, "control": KNOBS[random.integers(len(KNOBS))]}
        case _:
            control = KNOBS[random.integers(len(KNOBS))]
            return "touch", {"deck": deck, "control": control, "position": float(random.random())}


async def play(client: Client, count: int, seed: int, source: str = "midi:test") -> None:
    """``count`` seeded commands, some at once, some apart."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        command, facts = anything(random)
        await client.call(command, source=source, **facts)
        if random.random() < 0.5:
            await asyncio.sleep(0.004)


def test_five_hundred_touches_replay_bit_for_bit(booth: Booth) -> None:
    start = booth.everset.reader().head - RATE
    booth.client(lambda client: play(client, 500, 1))
    status = booth.settled()
    assert status["touches"] > 400
    booth.engine.stop()
    end = booth.everset.reader().head
    heard = booth.ring(start, end)
    assert np.array_equal(heard.view(np.int32), booth.replayed(start, end).view(np.int32))


def test_an_engine_killed_in_the_middle_of_it_goes_on_bit_for_bit(booth: Booth) -> None:
    start = booth.everset.reader().head - RATE
    for seed in range(3):
        booth.client(lambda client, seed=seed: play(client, 120, seed))
        booth.engine.kill()
        booth.engine = booth.everset.start("engine", **QUICK).up()
    booth.client(lambda client: play(client, 120, 9))
    booth.settled()
    booth.engine.stop()
    end = booth.everset.reader().head
    heard = booth.ring(start, end)
    assert np.array_equal(heard.view(np.int32), booth.replayed(start, end).view(np.int32))
    assert "damaged" not in booth.engine.errors.read_text()


def test_a_damaged_block_comes_back_as_the_hand_had_it(booth: Booth) -> None:
    booth.client(lambda client: play(client, 150, 4))
    booth.settled()
    reader = booth.everset.reader()
    frame = reader.block_start(reader.head - RATE)
    held = reader.read(frame, 220)
    ring = open_ring(booth.everset.places.ring, writable=True)
    ring.samples[ring.geometry.block(frame), 10] = 0.5
    assert booth.engine.ask("repair", frame=frame)["exact"] is True
    assert reader.read(frame, 220).tobytes() == held.tobytes()


def test_what_a_source_claimed_is_handed_back_when_its_connection_ends(booth: Booth) -> None:
    async def scenario(client: Client) -> None:
        await client.call("touch", source="midi:x", deck="a", control="low", position=0.0)
        await client.call("touch", deck="b", control="high", position=1.0)
        await client.call("hold", source="midi:x")
        other = await Client.connect(client.path)
        await other.call("touch", source="midi:x", deck="b", control="mid", position=0.3)

        async def state() -> dict[str, Any]:
            return await other.call("hand_state")

        await asyncio.sleep(0.05)
        told = await state()
        assert (told["a"]["low"]["position"], told["a"]["low"]["claimed"]) == (0.0, True)
        assert told["a"]["low"]["source"] == "midi:x"
        assert told["a"]["low"]["automated"] < 0.5
        assert told["hold"] is True
        await client.close()
        await asyncio.sleep(0.05)
        told = await state()
        assert told["b"]["high"]["claimed"] is False  # it had no name: it was the connection's
        assert told["a"]["low"]["claimed"] is True  # the source is still there by another one
        await other.call("goodbye", source="midi:x")
        await asyncio.sleep(0.05)
        told = await state()
        assert not any(told[deck][control]["claimed"] for deck in "ab" for control in KNOBS)
        assert told["hold"] is False
        assert told["a"]["low"]["position"] < told["a"]["low"]["automated"]  # it glides
        await other.close()

    booth.client(scenario)
    landed = booth.everset.reader().head + 6 * RATE
    booth.reach(landed)
    state = booth.engine.ask("hand_state")
    assert state["a"]["low"]["position"] == state["a"]["low"]["automated"]
    assert state["b"]["high"]["position"] == 0.5


def test_claims_that_an_engine_found_go_back_unless_somebody_comes_for_them(booth: Booth) -> None:
    async def touch(client: Client) -> None:
        await client.call("touch", source="midi:x", deck="a", control="fader", position=0.5)
        await asyncio.sleep(0.2)
        booth.engine.kill()  # in the middle of it: the connection ends with the engine

    booth.client(touch)
    booth.engine = booth.everset.start("engine", **QUICK).up()
    assert booth.engine.ask("status")["hand"]["claims"] == 1

    async def come_back(client: Client) -> None:
        state = await client.call("hand_state", source="midi:x")
        assert (state["a"]["fader"]["position"], state["a"]["fader"]["source"]) == (0.5, "midi:x")

    booth.client(come_back)
    eventually(lambda: booth.engine.ask("status")["hand"]["claims"] == 0)


def test_who_listens_is_told_of_every_move(booth: Booth) -> None:
    async def scenario(client: Client) -> None:
        told: list[dict[str, Any]] = []

        async def listen() -> None:
            async for event in events(client.path, only=["hand"]):
                told.extend([event] if event["event"] == "hand" else [])

        listening = asyncio.create_task(listen())
        await until(lambda: len({one["a"]["fader"]["automated"] for one in told}) > 3)  # the automation's moves
        await client.call("touch", source="me", control="crossfader", position=0.75)
        await until(lambda: told[-1]["crossfader"]["position"] == 0.75)
        assert told[-1]["crossfader"]["claimed"] is True
        await client.call("skip", source="me")
        await until(lambda: told[-1]["skips"] == 1)
        assert "me" in told[-1]["sources"]
        listening.cancel()

    booth.client(scenario)


def test_nonsense_is_refused_with_what_to_do(booth: Booth) -> None:
    ask = booth.engine.ask
    cases: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("touch", {"deck": "c", "control": "low", "position": 0.5}, "use a or b"),
        ("touch", {"deck": "a", "control": "bass", "position": 0.5}, "use one of crossfader, fader"),
        ("touch", {"deck": "a", "control": "play", "position": 0.5}, "use one of crossfader, fader"),
        ("touch", {"deck": "a", "control": "low", "position": 1.01}, "a number from 0 to 1"),
        ("touch", {"deck": "a", "control": "low", "position": True}, "a number from 0 to 1"),
        ("touch", {"deck": "a", "control": "low"}, "a number from 0 to 1"),
        ("nudge", {"deck": "a", "bend": "fast"}, "a number from -1 to 1"),
        ("cue", {}, "use a or b"),
    )
    for command, facts, words in cases:
        assert words in refused(lambda command=command, facts=facts: ask(command, **facts), EversetError)
    assert booth.engine.ask("status")["hand"]["touches"] == 0


def test_in_panic_the_safety_track_plays_at_its_level_whatever_was_claimed(booth: Booth) -> None:
    safe = np.fromfile(booth.safety, np.float32).reshape(-1, 2)
    frames: list[int] = []

    async def scenario(client: Client) -> None:
        for control in KNOBS:
            await client.call("touch", source="me", deck="a", control=control, position=0.1)
            await client.call("touch", source="me", deck="b", control=control, position=0.9)
        await asyncio.sleep(0.3)
        for _ in range(3):
            frames.append((await client.call("panic", source="me"))["frame"])
            await asyncio.sleep(0.4)

    began = booth.everset.reader().head
    booth.client(scenario)
    status = booth.engine.ask("status")
    assert (status["hand"]["panics"], status["hand"]["claims"], status["late_frames"]) == (3, 0, 0)
    at = frames[-1]
    booth.reach(at + RATE)
    heard = booth.ring(began, at + RATE)
    for frame in frames:
        place = frame - began
        assert np.allclose(heard[place + 160 : place + RATE // 3], safe[160 : RATE // 3], atol=1e-6)
    assert np.array_equal(heard.view(np.int32), booth.replayed(began, at + RATE).view(np.int32))
    booth.reach(at + 5 * RATE)
    assert booth.engine.ask("status")["ladder"]["rung"] == "safety"
    assert booth.engine.ask("status")["silent_output"] == 0


def test_silence_by_a_hand_is_no_fault(booth: Booth) -> None:
    async def scenario(client: Client) -> None:
        for deck in "ab":
            await client.call("touch", source="me", deck=deck, control="fader", position=0.0)
        head = booth.everset.reader().head
        await until(lambda: booth.everset.reader().head > head + 5 * RATE)

    booth.client(scenario)
    head = booth.everset.reader().head
    assert rms(booth.ring(head - 2 * RATE, head)) < 1e-4
    status = booth.engine.ask("status")
    assert (status["silent_output"], status["ladder"]["rung"]) == (0, "rendered")
