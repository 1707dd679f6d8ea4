"""The encoder: every frame stands alone, and says which programme frame a decoder makes of it first."""

import io

import av
import numpy as np
import pytest

from engine.outputs import lame
from engine.outputs.follower import Piece
from engine.outputs.mp3 import DELAY, FRAME, NOT_PROGRAMME, PREROLL, Encoded, Mp3Encoder, at

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


@pytest.mark.parametrize("later", [0, 1, 57])
def test_the_first_sample_a_decoder_gives_is_the_frame_that_was_said(later: int) -> None:
    sound = noise(3 * RATE)
    (whole,) = runs(sound, 1_000, (len(sound),))
    run = whole.without(later)
    heard = decoded(run.data)
    piece = heard[8_000:16_000, 0]
    place = int(np.argmax(np.correlate(sound[:, 0], piece, "valid")))
    assert run.frame == 1_000 + place - 8_000
    assert len(heard) == FRAME * len(run.sizes)


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


def test_pieces_of_any_size_make_the_same_stream() -> None:
    sound = noise(RATE)
    one, other = encoded(sound, 0), encoded(sound, 0, (1, 999, 31, 4_000))
    assert one.data == other.data
    assert one.frames == other.frames


def test_a_jump_of_the_programme_is_kept_to_the_frame() -> None:
    encoder = Mp3Encoder(RATE, 128, 7)
    sound = noise(6_000)
    made = [run for frame in (500, None, 90_000) for run in encoder.feed(Piece(sound, frame))]
    assert len(made) == 3 + 2  # LAME holds the last of a piece back: it comes with the next
    run = Stream(made)
    for number, frame in enumerate(run.frames):
        sample = number * FRAME - DELAY
        expected = 500 + sample if sample < 6_000 else NOT_PROGRAMME if sample < 12_000 else 90_000 + sample - 12_000
        assert frame == expected


def test_without_the_systems_lame_the_one_in_the_wheel_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = noise(RATE)
    expected = encoded(sound, 0)
    monkeypatch.setattr(lame, "find_library", lambda _: None)
    run = encoded(sound, 0)
    assert (run.frames, run.sizes) == (expected.frames, expected.sizes)
