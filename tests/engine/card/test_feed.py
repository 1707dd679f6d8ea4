"""What a card gets, pumped by hand: the test is the card, and time is passed in."""

from pathlib import Path

import numpy as np
import pytest

from engine.card.feed import FADE, Feed
from engine.card.settings import CardSettings
from engine.ring.geometry import Geometry
from engine.ring.reader import SECOND, RingReader
from engine.ring.writer import RingWriter

RATE = 44_100
BLOCK = 220
SETTINGS = CardSettings(device="x", sample_rate=RATE, distance_seconds=0.01, margin_seconds=0.005)


class Air:
    """A station's ring, whose head is always in time, and a card whose clock runs ``fast`` as much as it says."""

    def __init__(self, folder: Path, sound: np.ndarray, rate: int = RATE, fast: float = 1.0, count: int = 256) -> None:
        self.sound = sound
        geometry = Geometry(sample_rate=RATE, block_frames=BLOCK, block_count=400, snapshot_bytes=8)
        self.writer = RingWriter.create(folder / "ring", geometry, epoch=0, generation=1)
        self.ring = RingReader.open(folder / "ring")
        self.feed = Feed(SETTINGS, rate)
        self.rate, self.fast, self.count = rate, fast, count
        self.calls = rate // 10 // count  # the station is on air before the card is
        self.dead = False

    def call(self, jitter: int = 0) -> np.ndarray:
        """The card asks once more, ``jitter`` ns late."""
        self.calls += 1
        now = round(self.calls * self.count / self.rate / self.fast * SECOND) + jitter
        while not self.dead and self.writer.head <= self.ring.clock(now):
            head = self.writer.head
            self.writer.block()[:] = self.sound[head : head + BLOCK]
            self.writer.publish(b"")
        out = np.empty((self.count, 2), np.float32)
        self.feed.fill(out, self.ring, now)
        return out

    def play(self, seconds: float) -> np.ndarray:
        return np.concatenate([self.call() for _ in range(round(seconds * self.rate / self.count))])


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((round(seconds * RATE), 2)).astype(np.float32) * np.float32(0.2)


def tone(seconds: float, hertz: float = 997.0) -> np.ndarray:
    sine = np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE) * 0.5
    return np.stack([sine, sine], axis=1).astype(np.float32)


def residual(heard: np.ndarray, hertz: float, rate: int) -> float:
    """What a fitted sine of ``hertz`` leaves, in dB below it."""
    phase = 2 * np.pi * hertz * np.arange(len(heard)) / rate
    basis = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    fit = basis @ np.linalg.lstsq(basis, heard, rcond=None)[0]
    return float(20 * np.log10(np.sqrt(np.mean((heard - fit) ** 2) / np.mean(fit**2))))


def test_at_the_stations_rate_every_sample_is_as_it_is(tmp_path: Path) -> None:
    sound = noise(5)
    heard = Air(tmp_path, sound).play(4)
    begun = int(np.flatnonzero(np.abs(heard).sum(axis=1))[0]) + FADE
    place = int(np.flatnonzero((sound == heard[begun]).all(axis=1))[0])
    assert np.array_equal(heard[begun:], sound[place : place + len(heard) - begun])
    assert begun - FADE < 0.03 * RATE


@pytest.mark.parametrize("rate", [RATE, 48_000])
def test_it_knows_how_far_it_is_behind_the_clock(tmp_path: Path, rate: int) -> None:
    air = Air(tmp_path, np.arange(RATE * 8, dtype=np.float32).reshape(-1, 2) / (8 * RATE), rate)
    heard = air.play(3)[-air.count :]
    now = air.calls * air.count / rate
    assert air.feed.behind == pytest.approx(now - heard[0, 0] * 8 * RATE / 2 / RATE, abs=2e-3)


@pytest.mark.parametrize(("rate", "most"), [(48_000, -80.0), (96_000, -80.0), (32_000, -60.0)])
def test_at_another_rate_it_is_the_same_tone(tmp_path: Path, rate: int, most: float) -> None:
    heard = Air(tmp_path, tone(4), rate=rate).play(3)[rate // 2 :, 0].astype(np.float64)
    assert residual(heard, 997.0, rate) < most


@pytest.mark.parametrize("fast", [1.0001, 0.9999, 1.0005])
def test_a_card_that_is_fast_or_slow_is_followed(tmp_path: Path, fast: float) -> None:
    air = Air(tmp_path, tone(400), fast=fast)
    air.play(350)
    assert (air.feed.starved, air.feed.skipped) == (0, 0)
    assert abs(air.feed.drift.correction - (1 / fast - 1)) < 20e-6
    heard = air.play(20)[:, 0].astype(np.float64)
    assert residual(heard[:RATE], 997.0 * (1 + air.feed.drift.correction), RATE) < -60
    assert np.abs(np.diff(heard)).max() < 1.05 * 0.5 * 2 * np.pi * 997.0 / RATE


def test_a_card_that_was_held_up_once_plays_every_sample_as_it_is_again(tmp_path: Path) -> None:
    sound = noise(300)
    air = Air(tmp_path, sound)
    air.play(5)
    air.calls += 2
    assert not exact(air.play(20)[-RATE:], sound)
    air.play(240)
    assert air.feed.drift.correction == 0.0
    assert exact(air.play(2), sound)
    assert (air.feed.starved, air.feed.skipped) == (0, 0)


def exact(heard: np.ndarray, sound: np.ndarray) -> bool:
    """Whether ``heard`` is in ``sound`` as it is."""
    places = np.flatnonzero((sound == heard[0]).all(axis=1))
    return len(places) > 0 and np.array_equal(heard, sound[places[0] : places[0] + len(heard)])


def test_late_calls_change_nothing(tmp_path: Path) -> None:
    air = Air(tmp_path, noise(20))
    late = np.random.default_rng(2).integers(0, SECOND // 1_000, 3_000)
    for jitter in late:
        air.call(int(jitter))
    assert air.feed.drift.correction == 0.0
    assert air.feed.starved == 0


def test_without_an_engine_it_fades_then_the_ident_plays_and_then_it_is_back_in_time(tmp_path: Path) -> None:
    air = Air(tmp_path, tone(20))
    air.play(2)
    air.dead = True
    gone = air.play(2)
    assert np.abs(np.diff(gone[:, 0])).max() < 0.2
    assert air.feed.follower.state == "ident"
    assert np.abs(gone[-RATE:]).max() > 0.01
    air.dead = False
    air.play(1)
    back = air.play(2)[:, 0].astype(np.float64)
    assert air.feed.follower.state == "on air"
    assert residual(back[-RATE:], 997.0, RATE) < -60
    assert air.feed.in_hand < 0.05
