"""MP3: every frame stands alone, to the bit (what it has in common with other formats: test_formats)."""

import io

import av
import numpy as np
import pytest

from engine.outputs import lame
from engine.outputs.encoded import Encoded, at
from engine.outputs.follower import Piece
from engine.outputs.mp3 import DELAY, FRAME, PREROLL, Mp3Encoder

RATE = 44_100


def noise(frames: int) -> np.ndarray:
    white = np.random.default_rng(3).standard_normal((frames, 2)).astype(np.float32) * 0.1
    white[1:] += white[:-1]  # less of it where MP3 keeps nothing
    return white


class Stream:
    """Runs in one: ``sizes`` and ``frames`` of each MP3 frame."""

    def __init__(self, runs: list[Encoded]) -> None:
        self.data = b"".join(run.data for run in runs)
        self.sizes = [size for run in runs for size in run.sizes]
        self.frames = [at((0, run.frame), FRAME * number) for run in runs for number in range(len(run.sizes))]

    def cut(self, count: int) -> bytes:
        """Of the first ``count`` MP3 frames."""
        return self.data[: sum(self.sizes[:count])]


def runs(sound: np.ndarray, start: int | None, sizes: tuple[int, ...] = (1024,), kbps: int = 192) -> list[Encoded]:
    encoder = Mp3Encoder(RATE, kbps, 5)
    made: list[Encoded] = []
    place = turn = 0
    while place < len(sound):
        part = sound[place : place + sizes[turn % len(sizes)]]
        made += encoder.feed(Piece(part, None if start is None else start + place))
        place, turn = place + len(part), turn + 1
    return made


def encoded(sound: np.ndarray, start: int | None, sizes: tuple[int, ...] = (1024,), kbps: int = 192) -> Stream:
    return Stream(runs(sound, start, sizes, kbps))


def decoded(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data), format="mp3") as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1).T


def test_an_encoder_that_begins_in_the_middle_goes_on_where_the_other_stopped() -> None:
    sound = noise(6 * RATE)
    whole = encoded(sound, 0)
    cut = 100  # MP3 frames of the first encoder
    begin = (cut - PREROLL) * FRAME
    (second,) = runs(sound[begin:], begin, (len(sound),))
    second = second.without(PREROLL)
    assert second.frame == whole.frames[cut] == cut * FRAME - DELAY
    spliced = decoded(whole.cut(cut) + second.data)
    errors = spliced - decoded(whole.data)[: len(spliced)]
    coding = np.sqrt(np.mean((decoded(whole.data)[DELAY : 5 * RATE] - sound[: 5 * RATE - DELAY]) ** 2))
    assert np.sqrt(np.mean(errors[(cut - 1) * FRAME : (cut + 3) * FRAME] ** 2)) < 0.1 * coding


@pytest.mark.parametrize(("kbps", "sizes"), [(128, {417, 418}), (192, {626, 627}), (320, {1044, 1045})])
def test_frames_are_whole_and_of_a_constant_rate(kbps: int, sizes: set[int]) -> None:
    run = encoded(noise(RATE), 0, kbps=kbps)
    starts = np.cumsum([0, *run.sizes])
    assert starts[-1] == len(run.data)
    assert {run.data[start : start + 2] for start in starts[:-1]} == {b"\xff\xfb"}
    assert set(run.sizes) == sizes


def test_without_the_systems_lame_the_one_in_the_wheel_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = noise(RATE)
    expected = encoded(sound, 0)
    monkeypatch.setattr(lame, "find_library", lambda _: None)
    run = encoded(sound, 0)
    assert (run.frames, run.sizes) == (expected.frames, expected.sizes)
