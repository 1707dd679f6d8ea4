"""The card's process on JACK's dummy server, which gives back every sample that was played."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.room import Room, room
from engine.journal.journal import Journal
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Mark, Splice
from tests.engine.card.test_feed import exact, residual
from tests.support.feeding import play
from tests.support.jack import ear
from tests.support.station import RATE, Process, Station
from tests.support.wait import eventually

pytestmark = pytest.mark.slow

ENGINE = {
    "block_frames": 220, "blocks_at_once": 1, "settled_seconds": 2, "threshold_seconds": 3, "fade_seconds": 2,
    "lead_seconds": 0, "ring_seconds": 60,
}  # fmt: skip
CARD = {"device": "system", "distance_seconds": 0.02, "margin_seconds": 0.02}


@pytest.fixture
def server() -> Iterator[Room]:
    with room(rate=RATE, period=256) as running:
        yield running


def card(everset: Station, server: Room, **settings: Any) -> Process:
    return everset.start("card", popen={"env": server.environment}, **{**CARD, **settings}).up()


def facts(process: Process) -> dict[str, Any]:
    """What ``status`` says of the card."""
    (found,) = process.ask("status")["outputs"]
    return dict(found)


def reaches(process: Process, state: str) -> dict[str, Any]:
    return eventually(lambda: found if (found := facts(process))["state"] == state else None, 20)


def test_every_sample_of_the_ring_is_played_as_it_is(everset: Station) -> None:
    play(everset)
    everset.start("engine", **ENGINE).up()
    with room(rate=RATE, period=2_048) as server:  # a busy machine holds up one that is in a hurry
        eventually(lambda: plays_as_it_is(everset, server), 200)


def plays_as_it_is(everset: Station, server: Room) -> bool:
    """Whether a card that has just begun plays two seconds of the ring, one frame behind the other."""
    playing = card(everset, server, distance_seconds=0.25, margin_seconds=0.25, buffer_frames=server.period)
    with ear(server) as heard:
        heard.listen(1, RATE)
        sound = heard.listen(2, RATE)
    ring = everset.reader()
    truth = ring.read(ring.tail + 220, ring.head - ring.tail - 440)
    told = reaches(playing, "on air")
    playing.stop()
    return exact(sound, truth) and (told["drift_ppm"], told["rate"]) == (0.0, RATE)


def test_at_another_rate_the_same_tone_is_played(everset: Station) -> None:
    path = everset.places.pcm / "tone.f32"
    tone = (0.5 * np.sin(2 * np.pi * 997.0 * np.arange(60 * RATE) / RATE)).astype(np.float32)
    np.stack([tone, tone], axis=1).tofile(path)
    clip = Clip(at=0, length=len(tone), lane=0, pcm=str(path), map=plain_map(len(tone), 0), track="a")
    splice = Splice(at=0, clips=[clip], marks=[Mark(at=0, kind="track", track="a")])
    Journal(everset.places.journal, RATE).append(splice)
    everset.start("engine", **ENGINE).up()
    with room(rate=48_000, period=2_048) as server:  # a busy machine holds up one that is in a hurry
        calm = {"distance_seconds": 0.25, "margin_seconds": 0.25, "buffer_frames": server.period}
        playing = card(everset, server, **calm)
        with ear(server) as heard:
            heard.listen(2, 48_000)
            eventually(lambda: purity(heard.listen(1, 48_000)) < -70, 100)
        assert reaches(playing, "on air")["rate"] == 48_000


def purity(sound: NDArray[np.float32]) -> float:
    """What is left of it in dB without its tone, whose pitch is the card's clock's: that of a server without rights
    wanders, and is followed."""
    one = sound[:, 0].astype(np.float64)
    return min(residual(one, 997.0 * (1 + 1e-6 * ppm), 48_000) for ppm in range(-500, 501, 5))


def test_a_card_that_is_gone_ends_the_process_and_the_next_one_waits_for_it(everset: Station, server: Room) -> None:
    play(everset)
    engine = everset.start("engine", **ENGINE).up()
    playing = card(everset, server)
    reaches(playing, "on air")
    server.stop()
    assert playing.popen.wait(10) == 1
    assert "has stopped" in playing.errors.read_text()
    after = card(everset, server)
    assert "plug it in" in reaches(after, "no such card")["message"]
    server.start()
    reaches(after, "on air")
    with ear(server) as heard:
        assert np.abs(heard.listen(1, RATE)).max() > 0.01
    assert engine.alive()


@pytest.mark.parametrize(
    ("settings", "state", "advice"),
    [
        ({"device": "sistem"}, "no such card", "did you mean system?"),
        ({"rate": 96_000}, "wrong rate", "does not play 96000 Hz, but 44100 Hz"),
    ],
)
def test_what_can_not_be_played_on_is_told(
    everset: Station, server: Room, settings: dict[str, Any], state: str, advice: str
) -> None:
    everset.start("engine", **ENGINE).up()
    assert advice in reaches(card(everset, server, **settings), state)["message"]
