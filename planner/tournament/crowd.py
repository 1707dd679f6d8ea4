"""A simulated crowd whose taste is known: what evolution is tried against."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.choosing.columns import Columns
from planner.choosing.features import NAMES, matrix

#: What a crowd may like, as weights of the scorer's features in standard deviations of each.
TASTES: dict[str, dict[str, float]] = {
    "rising": {"energy_difference": 1.0, "section_in": 0.7, "loudness_difference": 0.4},
    "smooth": {"bpm_difference": -1.0, "spectral_similarity": 0.8, "genre_compatibility": 0.6},
    "voices": {"vocals_in": 1.0, "bass_clash": -0.6, "section_in": 0.4},
}

Floats = NDArray[np.float64]


class Crowd(Struct, frozen=True, kw_only=True):
    """``voters`` who like a step by ``taste``, each with a mind of its own: Gumbel noise of ``whim`` standard
    deviations of the taste (McFadden's logit choice). An empty taste votes at random."""

    taste: dict[str, float]
    voters: int = 12
    whim: float = 0.5

    def likes(self, now: Columns, library: Columns) -> Floats:
        """How much each track of ``library`` (n,) is liked after ``now``, in standard deviations."""
        inputs = matrix(now, library).astype(np.float64)
        spread = np.maximum(inputs.std(axis=0), 1e-9)
        weights = np.array([self.taste.get(name, 0.0) for name in NAMES])
        liked = (inputs - inputs.mean(axis=0)) / spread @ weights
        return np.asarray(liked / max(float(liked.std()), 1e-9))

    def vote(self, liked: Floats, chance: np.random.Generator) -> list[int]:
        """The votes for candidates that are ``liked`` so much (k,)."""
        minds = liked + self.whim * chance.gumbel(size=(self.voters, len(liked)))
        return [int(count) for count in np.bincount(minds.argmax(axis=1), minlength=len(liked))]
