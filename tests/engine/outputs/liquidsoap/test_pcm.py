"""The endless WAV file: what any decoder makes of it, and the same bytes for the same frames."""

import io
import itertools

import av
import numpy as np

from engine.outputs.liquidsoap.pcm import encode, header

RATE = 44_100


def integers(data: bytes) -> np.ndarray:
    """24 bit integers, as a decoder that is not ours reads them."""
    with av.open(io.BytesIO(data), format="wav") as container:
        (stream,) = container.streams
        assert (stream.rate, stream.codec_context.name, stream.channels) == (RATE, "pcm_s24le", 2)
        return np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]) >> 8


def test_a_decoder_reads_what_was_sent_to_the_last_of_24_bits() -> None:
    sound = np.random.default_rng(1).uniform(-1, 1, (50_000, 2)).astype(np.float32)
    read = integers(header(RATE) + encode(sound))
    assert np.array_equal(read, np.rint(sound.astype(np.float64) * 2**23).clip(-(2**23), 2**23 - 1))


def test_full_scale_is_clipped_and_silence_is_silent() -> None:
    sound = np.array([[1.5, -1.5], [1.0, -1.0], [0.0, -0.0], [2**-23, -(2**-23)]], np.float32)
    top = 2**23 - 1
    assert integers(header(RATE) + encode(sound)).tolist() == [[top, -top - 1], [top, -top - 1], [0, 0], [1, -1]]


def test_any_cut_gives_the_same_bytes() -> None:
    sound = np.random.default_rng(2).uniform(-1, 1, (32_001, 2)).astype(np.float32)
    cuts = [0, 1, 2, 101, 31_999, 32_001]
    parts = [encode(sound[start:end]) for start, end in itertools.pairwise(cuts)]
    assert b"".join(parts) == encode(sound)
    assert encode(sound[:0]) == b""
