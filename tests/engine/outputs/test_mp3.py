"""The encoder: every frame stands alone, and says which programme frame a decoder makes of it first."""

import io

import av
import numpy as np
import pytest

from engine.outputs.follower import Piece
from engine.outputs.mp3 import FRAME, EncodedFrame, Mp3Encoder

RATE = 44_100


def noise(frames: int) -> np.ndarray:
    white = np.random.default_rng(3).standard_normal((frames, 2)).astype(np.float32) * 0.1
    white[1:] += white[:-1]  # less of it where MP3 keeps nothing
    return white


def encoded(sound: np.ndarray, start: int | None, sizes: tuple[int, ...] = (1024,)) -> list[EncodedFrame]:
    encoder = Mp3Encoder(RATE, 192, 5)
    frames: list[EncodedFrame] = []
    place = turn = 0
    while place < len(sound):
        part = sound[place : place + sizes[turn % len(sizes)]]
        frames += encoder.feed(Piece(part, None if start is None else start + place))
        place, turn = place + len(part), turn + 1
    return frames


def decoded(frames: list[EncodedFrame]) -> np.ndarray:
    with av.open(io.BytesIO(b"".join(frame.data for frame in frames)), format="mp3") as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1).T


@pytest.mark.parametrize("joined", [0, 1, 57])
def test_the_first_sample_a_decoder_gives_is_the_frame_that_was_said(joined: int) -> None:
    sound = noise(3 * RATE)
    frames = encoded(sound, start=1_000)[joined:]
    heard = decoded(frames)
    piece = heard[8_000:16_000, 0]
    place = int(np.argmax(np.correlate(sound[:, 0], piece, "valid")))
    assert frames[0].frame == 1_000 + place - 8_000
    assert len(heard) == FRAME * len(frames)


def test_pieces_of_any_size_make_the_same_stream() -> None:
    sound = noise(RATE)
    assert encoded(sound, 0) == encoded(sound, 0, (1, 999, 31, 4_000))


def test_a_jump_of_the_programme_is_kept_to_the_frame() -> None:
    encoder = Mp3Encoder(RATE, 128, 7)
    sound = noise(6_000)
    frames = [*encoder.feed(Piece(sound, 500)), *encoder.feed(Piece(sound, None)), *encoder.feed(Piece(sound, 90_000))]
    said = [frame.frame for frame in frames]
    first = -1105  # LAME's delay and the decoder's
    for number, frame in enumerate(said):
        sample = first + number * FRAME
        expected = 500 + sample if sample < 6_000 else None if sample < 12_000 else 90_000 + sample - 12_000
        assert frame == expected


def test_frames_are_whole_and_of_a_constant_rate() -> None:
    frames = encoded(noise(RATE), 0)
    assert {frame.data[:2] for frame in frames} == {b"\xff\xfb"}
    assert {len(frame.data) for frame in frames} == {626, 627}
