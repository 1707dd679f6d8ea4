"""Places are found by sound alone: what was left out, repeated or put in between shows to the frame."""

import io
from itertools import pairwise

import av
import numpy as np
import pytest
from scipy.signal import lfilter

from benchmarks.chaos.decode import decode
from benchmarks.chaos.listener import Connection
from benchmarks.chaos.place import Places, mono
from engine.pcm import ident

RATE = 44_100
NEAR = 60  # frames: less than a player can tell


def music(seconds: float) -> np.ndarray:
    """Noise that swells twice a second: no two places of it are the same."""
    random = np.random.default_rng(5)
    frames = round(seconds * RATE)
    noise = lfilter([1.0], [1.0, -0.98], random.standard_normal((frames, 2)), axis=0)  # most of it low, as music is
    swell = 0.3 + 0.7 * np.abs(np.sin(np.arange(len(noise)) * (2 * np.pi / RATE)))[:, None]
    return np.asarray(0.03 * noise * swell, np.float32)


PROGRAMME = music(30.0)


def heard(*parts: np.ndarray) -> np.ndarray:
    """What a player decodes of ``parts``, sent one after the other."""
    sent = io.BytesIO()
    with av.open(sent, "w", format="mp3") as stream:
        encoder = stream.add_stream("libmp3lame", rate=RATE, layout="stereo", bit_rate=192_000)
        samples = np.ascontiguousarray(np.concatenate(parts).T, np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate = RATE
        for one in (frame, None):
            stream.mux(encoder.encode(one))
    connection = Connection(0, bytearray(sent.getvalue()), [(0, len(sent.getvalue()))])
    return mono(decode(connection).samples, RATE)


def places(sound: np.ndarray, first: int) -> list[tuple[int, int]]:
    """The stretches of the programme that are in ``sound``, which begins at about ``first``."""
    found = Places(mono(PROGRAMME, RATE), RATE).find(sound, lambda sample: sample + first + 2000)
    return [(run.place, run.place + run.length) for run in found]


@pytest.mark.parametrize("jump", [1024, 1152, 22_050, -576, -40_000])
def test_a_jump_is_found_to_the_frame(jump: int) -> None:
    first, cut, last = 3 * RATE, 8 * RATE, 15 * RATE
    (_, end), (begin, _) = places(heard(PROGRAMME[first:cut], PROGRAMME[cut + jump : last]), first)
    assert end == pytest.approx(cut, abs=NEAR)
    assert begin - end == pytest.approx(jump, abs=2)


def test_sound_without_a_fault_is_one_run() -> None:
    ((begin, end),) = places(heard(PROGRAMME[RATE : 9 * RATE]), RATE)
    assert begin == pytest.approx(RATE, abs=1200)  # the encoder's own delay is silent
    assert end == pytest.approx(9 * RATE, abs=3000)  # and keeps the last frames for what is to come


def test_what_is_put_in_between_is_not_the_programme() -> None:
    strange = np.array(ident.make(RATE))[: 2 * RATE]
    (_, end), (begin, _) = places(heard(PROGRAMME[: 5 * RATE], strange, PROGRAMME[5 * RATE : 12 * RATE]), 0)
    assert end == pytest.approx(5 * RATE, abs=RATE // 20)
    assert begin == pytest.approx(5 * RATE, abs=RATE // 20)


@pytest.mark.parametrize(
    "milliseconds", [26, 40, 93]
)  # an MP3 frame; two blocks that places are told by; a ring's block
def test_silence_within_a_run_is_not_the_programme(milliseconds: int) -> None:
    at, length = 5 * RATE + 333, milliseconds * RATE // 1000
    sent = PROGRAMME[: 12 * RATE].copy()
    sent[at : at + length] = 0.0
    found = places(heard(sent), 0)
    missed = [(end, begin) for (_, end), (begin, _) in pairwise(found)]
    assert missed, "the silence passed for the programme"
    assert all(at - RATE // 50 < end < begin < at + length + RATE // 50 for end, begin in missed)
    assert sum(begin - end for end, begin in missed) >= length / 3


def test_a_sound_that_begins_with_silence_is_placed_behind_it() -> None:
    first, silent = 3 * RATE, 70 * RATE // 1000
    sound = mono(PROGRAMME, RATE)[first : 8 * RATE].copy()
    sound[:silent] = 0.0
    runs = Places(mono(PROGRAMME, RATE), RATE).find(sound, lambda sample: sample + first)
    assert runs[0].start == pytest.approx(silent, abs=RATE // 50)
    assert {run.offset for run in runs} == {first}
    assert runs[-1].end == len(sound)
