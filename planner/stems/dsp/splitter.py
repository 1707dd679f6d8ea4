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
SOFT, WIENER = 1.0, 2.0  # powers of the masks: soft ones keep consonants, Wiener's keep the drums clean


class DspSplitter:
    """See :class:`planner.stems.splitter.Splitter`."""

    name = "dsp"
    version = "1"

    def split(self, sounds: Sequence[Pcm], sample_rate: int) -> list[Stems]:
        """One after the other; about a tenth of a CPU second for a second of sound."""
        return [_split(sound, sample_rate) for sound in sounds]


def _split(sound: Pcm, sample_rate: int) -> Stems:
    spectrum = Spectrum(sound, sample_rate)
    magnitude = spectrum.magnitude()
    held, struck = masks.held_and_struck(magnitude, spectrum.hertz, spectrum.fps)
    vocals = _vocals(sound, sample_rate, spectrum, magnitude, masks.share(held, struck, SOFT))
    drums = masks.share(struck, held, WIENER)
    bass = (1 - drums) * masks.low_pass(spectrum.hertz)
    heard = [spectrum.heard_through(mask) for mask in ((1 - vocals) * drums, (1 - vocals) * bass, vocals)]
    return completed(sound, *heard)


def _vocals(sound: Pcm, sample_rate: int, spectrum: Spectrum, magnitude: Mask, held: Mask) -> Mask:
    again = REPEATING * repeating(magnitude, spectrum.fps)
    anew = np.clip(1 - again / (magnitude + masks.EPSILON), 0.0, 1.0)
    where = held * masks.centre(spectrum.bins) * masks.voice_band(spectrum.hertz) * anew
    times = np.arange(magnitude.shape[1]) / spectrum.fps
    return np.asarray(where * voiced(sound, sample_rate, times), np.float32)


def voiced(sound: Pcm, sample_rate: int, times: np.ndarray) -> Mask:
    """How far the vocals are open at each of ``times`` (s), 0..1, by the network that hears voices."""
    mono = sound.mean(axis=1)
    glides = Glides()
    glides.push(mono if sample_rate == RATE else soxr.resample(mono, sample_rate, RATE))
    found = glides.finish()
    if len(found) < SECOND:
        return np.zeros(len(times), np.float32)
    likely = uniform_filter1d(judged(voice_features(found)), JUDGEMENTS)
    open_ = np.clip((likely - OPENS[0]) / (OPENS[1] - OPENS[0]), 0.0, 1.0)
    return np.interp(times, np.arange(len(open_)) * EVERY / FPS, open_).astype(np.float32)
