"""Every format: units stand alone, say which programme frame a decoder makes of them first, and are the same whoever
makes them."""

import io
from collections.abc import Callable
from typing import NamedTuple

import av
import numpy as np
import pytest
import soxr

from engine.outputs.aac import aac
from engine.outputs.encoded import NOT_PROGRAMME, Encoded
from engine.outputs.follower import Piece
from engine.outputs.format import Format
from engine.outputs.mp3 import mp3
from engine.outputs.opus import opus

RATE = 44_100
FORMATS: dict[str, Callable[[int, int], Format]] = {
    "mp3": lambda rate, kbps: mp3(rate, kbps, 5),
    "aac": aac,
    "opus": lambda rate, kbps: opus(rate, kbps, "Everset"),
}
CONTAINERS = {"mp3": "mp3", "aac": "aac", "opus": "ogg"}

every_format = pytest.mark.parametrize("name", FORMATS)


def noise(frames: int) -> np.ndarray:
    white = np.random.default_rng(3).standard_normal((frames, 2)).astype(np.float32) * 0.1
    for _ in range(3):
        white[1:] += white[:-1]  # less of it where an encoder keeps nothing
    return white * 0.25


class Stream(NamedTuple):
    """Units, each with its place."""

    units: list[bytes]
    frames: list[int]

    @property
    def data(self) -> bytes:
        return b"".join(self.units)

    def without(self, count: int) -> "Stream":
        return Stream(self.units[count:], self.frames[count:])


def joined(runs: list[Encoded]) -> Stream:
    made = Stream([], [])
    for run in runs:
        for number in range(len(run.sizes)):
            one = run.without(number).first(1)
            made.units.append(one.data)
            made.frames.append(one.frame)
    return made


def encoded(kind: Format, sound: np.ndarray, start: int | None, sizes: tuple[int, ...] = (4_096,)) -> Stream:
    encoder = kind.make(0)
    runs: list[Encoded] = []
    place = turn = 0
    while place < len(sound):
        part = sound[place : place + sizes[turn % len(sizes)]]
        runs += encoder.feed(Piece(part, None if start is None else start + place))
        place, turn = place + len(part), turn + 1
    return joined(runs)


def decoded(kind: Format, data: bytes, rate: int = RATE) -> np.ndarray:
    """What a player makes of it, at the station's rate."""
    with av.open(io.BytesIO(kind.head + data), format=CONTAINERS[kind.name]) as container:
        heard = [frame.to_ndarray() for frame in container.decode(audio=0)]
        made_at = container.streams.audio[0].rate
    sound = np.concatenate(heard, axis=1).T
    return np.asarray(sound if made_at == rate else soxr.resample(sound, made_at, rate))


def place_of(piece: np.ndarray, sound: np.ndarray) -> int:
    return int(np.argmax(np.correlate(sound[:, 0], piece[:, 0], "valid")))


@every_format
@pytest.mark.parametrize("rate", [44_100, 48_000, 32_000])
@pytest.mark.parametrize("later", [0, 1, 7])
def test_the_first_sample_a_decoder_gives_is_the_frame_that_was_said(name: str, rate: int, later: int) -> None:
    kind = FORMATS[name](rate, 128)
    sound = noise(3 * rate)
    run = encoded(kind, sound, start=1_000).without(later)
    heard = decoded(kind, run.data, rate)
    assert run.frames[0] == 1_000 + place_of(heard[8_000:16_000], sound) - 8_000


@every_format
def test_units_follow_one_another_on_the_stations_clock(name: str) -> None:
    kind = FORMATS[name](RATE, 128)
    run = encoded(kind, noise(2 * RATE), start=5_000)
    assert set(np.diff(run.frames)) == {kind.unit}
    assert (run.frames[0] - 5_000) % kind.unit == -kind.delay % kind.unit


@every_format
def test_what_an_encoder_makes_that_began_in_the_middle_joins_what_the_other_made(name: str) -> None:
    kind = FORMATS[name](RATE, 128)
    sound = noise(6 * RATE)
    whole = encoded(kind, sound, 0)
    cut = 3 * RATE // kind.unit  # units of the first encoder
    begin = (cut - kind.preroll) * kind.unit
    second = joined(kind.make(cut - kind.preroll).feed(Piece(sound[begin:], begin))).without(kind.preroll)
    assert second.frames[0] == whole.frames[cut]
    spliced = decoded(kind, b"".join(whole.units[:cut]) + second.data)
    straight = decoded(kind, whole.data)
    count = min(len(spliced), len(straight))
    seam = slice((cut - 1) * kind.unit, min((cut + 3) * kind.unit, count))
    offset = int(whole.frames[0])
    coding = np.sqrt(np.mean((straight[RATE : 2 * RATE] - sound[RATE + offset : 2 * RATE + offset]) ** 2))
    assert np.sqrt(np.mean((spliced[seam] - straight[seam]) ** 2)) < 1.5 * coding


@every_format
def test_pieces_of_any_size_make_the_same_stream(name: str) -> None:
    kind = FORMATS[name](RATE, 128)
    sound = noise(RATE)
    one, other = encoded(kind, sound, 0), encoded(kind, sound, 0, (1, 999, 31, 4_000))
    assert one.data == other.data
    assert one.frames == other.frames


@every_format
def test_a_jump_of_the_programme_is_kept_to_the_frame(name: str) -> None:
    kind = FORMATS[name](RATE, 128)
    encoder, sound = kind.make(0), noise(30_000)
    run = joined([one for frame in (500, None, 90_000) for one in encoder.feed(Piece(sound, frame))])
    for number, frame in enumerate(run.frames):
        sample = number * kind.unit - kind.delay
        jumped = NOT_PROGRAMME if sample < 60_000 else 90_000 + sample - 60_000
        assert frame == (500 + sample if sample < 30_000 else jumped)


@every_format
def test_the_bit_rate_is_the_one_that_was_asked_for(name: str) -> None:
    for kbps in (96, 192):
        run = encoded(FORMATS[name](RATE, kbps), noise(8 * RATE), 0)
        assert len(run.data) * 8 / (np.ptp(run.frames) / RATE) == pytest.approx(kbps * 1_000, rel=0.06)
