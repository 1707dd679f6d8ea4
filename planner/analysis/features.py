"""One pass over the sound: everything the parts of the ear need, in memory that hardly grows with length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from planner.analysis.framing import RATE
from planner.analysis.glides import Glides
from planner.analysis.loudness import LoudnessMeter
from planner.analysis.pitch import Pitch
from planner.analysis.spectrogram import Spectrogram
from planner.analysis.transients import Transients
from planner.analysis.waveform import Waveform
from planner.catalogue.analysis import Loudness

BLOCK = 1 << 17  # frames: three seconds


@dataclass(frozen=True)
class Features:
    """``mel`` (172 a second, 40), ``power`` (10.8 a second, 5), ``fine`` (689 a second, 3), ``melody`` and
    ``bass`` (10.8 a second, 120), ``glides`` (43 a second, 42), ``waveform`` (10 a second);
    ``frames`` of sound at 44,100 Hz."""

    frames: int
    mel: np.ndarray
    power: np.ndarray
    fine: np.ndarray
    melody: np.ndarray
    bass: np.ndarray
    glides: np.ndarray
    loudness: Loudness
    waveform: np.ndarray

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / RATE


def extract(blocks: Iterable[np.ndarray]) -> Features:
    """Listens to stereo float32 blocks at 44,100 Hz."""
    spectrogram, transients, pitch, glides = Spectrogram(), Transients(), Pitch(), Glides()
    meter, waveform = LoudnessMeter(), Waveform()
    frames = 0
    for block in _even(blocks):
        mono = 0.5 * (block[:, 0] + block[:, 1])  # mean(axis=1) takes ten times as long
        frames += len(block)
        for part in (spectrogram, transients, pitch, glides):
            part.push(mono)
        meter.push(block)
        waveform.push(block)
    mel, power = spectrogram.finish()
    melody, bass = pitch.finish()
    heard = mel, power, transients.finish(), melody, bass, glides.finish()
    return Features(frames, *heard, meter.finish(), waveform.finish())


def _even(blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """The same sound in blocks of at most and mostly ``BLOCK`` frames: a decoder's are tiny, an array's huge."""
    waiting: list[np.ndarray] = []
    held = 0
    for block in blocks:
        for start in range(0, len(block), BLOCK):
            piece = block[start : start + BLOCK]
            waiting.append(piece)
            held += len(piece)
            if held >= BLOCK:
                yield np.concatenate(waiting)
                waiting, held = [], 0
    if held:
        yield np.concatenate(waiting)
