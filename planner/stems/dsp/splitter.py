"""Stems by signal processing: good enough to swap basses and to keep two voices apart, and always at hand.

Drums are what is struck, bass what is held below some hundred hertz, vocals what is held in the middle, where a voice
is heard and does not come again; the rest is the rest.
"""

from collections.abc import Sequence

import numpy as np
import soxr
from scipy.ndimage import uniform_filter1d

from planner.analysis.framing import RATE
from planner.analysis.glides import FPS, Glides
from planner.analysis.vocals import EVERY, JUDGEMENTS, SECOND, judged, voice_features
from planner.stems.dsp import masks
from planner.stems.dsp.repeating import repeating
from planner.stems.dsp.spectrum import Mask, Spectrum
from planner.stems.stems import Pcm, Stems, completed

#: How likely a voice is where its stem begins to open, and is open: lower than where the analysis calls it one, for a
#: missed syllable is heard in both tracks, and a guitar among the vocals is quieter than with the rest.
OPENS = 0.3, 0.7
REPEATING = 0.9  # of what comes again that is taken from the vocals
BLOCK, AROUND, FADE = 24.0, 2.0, 0.1  # s that are split at once, are heard around it, and hide where it ends
SOFT, WIENER = 1.0, 2.0  # powers of the masks: soft ones keep consonants, Wiener's keep the drums clean


class DspSplitter:
    """See :class:`planner.stems.splitter.Splitter`."""

    def split(self, sounds: Sequence[Pcm], sample_rate: int) -> list[Stems]:
        """One after the other; about an eighth of a CPU second for a second of sound, and half a GB at most."""
        return [_split(sound, sample_rate) for sound in sounds]


def _split(sound: Pcm, sample_rate: int) -> Stems:
    """In blocks, so that memory does not grow with the window."""
    size, around, fade = (round(seconds * sample_rate) for seconds in (BLOCK, AROUND, FADE))
    voice = Voice(sound, sample_rate)
    found = np.zeros((3, *sound.shape), np.float32)
    for start in range(0, len(sound), size):
        first, last = max(start - around, 0), min(start + size + around, len(sound))
        three = _block(sound[first:last], sample_rate, voice, first)
        place = max(start - fade, 0)  # from there on it is faded in over the block before
        share = np.minimum(np.arange(1, last - place + 1, dtype=np.float32) / (start - place + 1), 1.0)[:, None]
        found[:, place:last] = (1 - share) * found[:, place:last] + share * three[:, place - first :]
    return completed(sound, *found)


def _block(sound: Pcm, sample_rate: int, voice: "Voice", first: int) -> np.ndarray:
    """``(3, n, 2)``: drums, bass and vocals of a sound that begins at frame ``first`` of the voice's."""
    spectrum = Spectrum(sound, sample_rate)
    magnitude = spectrum.magnitude()
    held, struck = masks.held_and_struck(magnitude, spectrum.hertz, spectrum.fps)
    drums = masks.share(struck, held, WIENER)
    vocals = _vocals(spectrum, magnitude, masks.share(held, struck, SOFT))
    vocals *= voice.at(first / sample_rate + np.arange(magnitude.shape[1]) / spectrum.fps)
    rest = 1 - vocals
    wanted = (rest * drums, rest * (1 - drums) * masks.low_pass(spectrum.hertz), vocals)
    return np.stack([spectrum.heard_through(mask) for mask in wanted])


def _vocals(spectrum: Spectrum, magnitude: Mask, held: Mask) -> Mask:
    again = REPEATING * repeating(magnitude, spectrum.fps)
    anew = np.clip(1 - again / (magnitude + masks.EPSILON), 0.0, 1.0)
    return np.asarray(held * masks.centre(spectrum.bins) * masks.voice_band(spectrum.hertz) * anew, np.float32)


class Voice:
    """Where in a sound a voice is heard, by the network that hears voices."""

    def __init__(self, sound: Pcm, sample_rate: int) -> None:
        mono = 0.5 * (sound[:, 0] + sound[:, 1])
        glides = Glides()
        glides.push(mono if sample_rate == RATE else soxr.resample(mono, sample_rate, RATE))
        found = glides.finish()
        likely = judged(voice_features(found)) if len(found) >= SECOND else np.zeros(1, np.float32)
        self._open = np.clip((uniform_filter1d(likely, JUDGEMENTS) - OPENS[0]) / (OPENS[1] - OPENS[0]), 0.0, 1.0)

    def at(self, times: np.ndarray) -> np.ndarray:
        """How far the vocals are open at each of ``times`` (s), 0..1."""
        return np.interp(times, np.arange(len(self._open)) * EVERY / FPS, self._open).astype(np.float32)
