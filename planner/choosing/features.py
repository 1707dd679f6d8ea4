"""The fourteen numbers by which a scorer judges a pair (specification, The transition scorer).

======  =====================  ===========================================================  ==============
column  name                   meaning                                                      scale
======  =====================  ===========================================================  ==============
0       bpm_difference         \\|ΔBPM\\| as it is, not folded                                / 40, at most 2
1       tempo_ratio            folded ratio B / A, less 1                                   × 10, −4..4
2       harmonic               harmonic score, weighed by both keys' confidences            / 100
3       camelot_distance       steps on the Camelot wheel                                   / 7
4       energy_difference      energy of B less energy of A                                 −1..1
5       genre_compatibility    of the normalised genres                                     0..1
6       section_out            intensity of A's section where it is left                    0..1
7       section_in             intensity of B's section where it is entered                 0..1
8       spectral_similarity    1 less the mean difference of the five bands                 0..1
9       bass_clash             the lesser of both tracks' lowest band                       0..1
10      vocals_out             share of A's part in the seam with vocals                    0..1
11      vocals_in              share of B's part in the seam with vocals                    0..1
12      loudness_difference    integrated loudness of B less A's, in LU                     / 10, −2..2
13      position_error         distance of B's energy from the set's curve                  0..1
======  =====================  ===========================================================  ==============

Without a transition the seam is taken to lie where the tracks are usually left and entered. Where a tempo is
unknown columns 0 and 1 are 0, where a key is unknown 2 and 3 are in the middle. The network's graph centres
and scales these itself.
"""

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.track import Track
from planner.choosing import camelot, genre, tempo
from planner.choosing.columns import Columns
from planner.choosing.window import windows
from planner.transitions.transition import Transition

NAMES = (
    "bpm_difference",
    "tempo_ratio",
    "harmonic",
    "camelot_distance",
    "energy_difference",
    "genre_compatibility",
    "section_out",
    "section_in",
    "spectral_similarity",
    "bass_clash",
    "vocals_out",
    "vocals_in",
    "loudness_difference",
    "position_error",
)
COUNT = len(NAMES)

Floats = NDArray[np.float32]


def features(a: Track, b: Track, transition: Transition | None = None, target: float | None = None) -> Floats:
    """The features (14,) of the step from ``a`` to ``b``, of this transition when there is one; ``target`` is
    the energy that the set's curve wishes for, None where there is no curve."""
    if transition is None:
        return matrix(Columns([a]), Columns([b]), target)[0]
    out, into = windows(transition)
    left, entered = Columns([a], out_windows=[out]), Columns([b], in_windows=[into])
    _shift(left, transition.pitch_from)
    _shift(entered, transition.pitch_to)
    return matrix(left, entered, target)[0]


def matrix(a: Columns, b: Columns, target: float | None = None) -> Floats:
    """The features (n, 14) of the steps from the one track of ``a`` to each of the ``n`` tracks of ``b``."""
    low_a = a.spectrum[0, 0]
    columns = (
        np.minimum(np.abs(_difference(a, b)) / 40.0, 2.0),
        np.clip(10.0 * (ratios(a, b) - 1.0), -4.0, 4.0),
        harmony(a, b) / 100.0,
        camelot.DISTANCE_TABLE[a.key[0], b.key] / 7.0,
        b.energy - a.energy[0],
        genre.COMPATIBILITY[a.genre[0], b.genre],
        np.broadcast_to(a.section_out, len(b)),
        b.section_in,
        1.0 - np.mean(np.abs(b.spectrum - a.spectrum), axis=1),
        np.minimum(b.spectrum[:, 0], low_a),
        np.broadcast_to(a.vocals_out, len(b)),
        b.vocals_in,
        np.clip((b.lufs - a.lufs[0]) / 10.0, -2.0, 2.0),
        np.zeros(len(b)) if target is None else np.abs(b.energy - target),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def harmony(a: Columns, b: Columns) -> Floats:
    """The harmonic scores 0..100 (n,)."""
    return camelot.weighed(int(a.key[0]), b.key, float(a.key_confidence[0]), b.key_confidence)


def ratios(a: Columns, b: Columns) -> Floats:
    """The folded tempo ratios (n,), 1 where a tempo is unknown."""
    return tempo.folded(float(a.bpm[0]) or 1.0, np.where(_known(a, b), b.bpm, a.bpm[0] or 1.0))


def _difference(a: Columns, b: Columns) -> Floats:
    return np.where(_known(a, b), b.bpm - a.bpm[0], np.float32(0.0))


def _known(a: Columns, b: Columns) -> NDArray[np.bool_]:
    return np.asarray((b.bpm > 0) & (a.bpm[0] > 0))


def _shift(track: Columns, semitones: int) -> None:
    if semitones and track.key[0] != camelot.UNKNOWN_KEY:
        track.key[0] = camelot.shifted(int(track.key[0]), semitones)
