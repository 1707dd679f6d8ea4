"""A decision: what was chosen, among what, by which numbers; enough to come to it again."""

import numpy as np
from msgspec import Struct

from engine.errors import ModelError
from planner.choosing.scorer import Scorer, Scores
from planner.choosing.veto import Veto
from planner.transitions.taste import Taste

#: What each term means to a listener.
WORDS = {
    "quality": "mixes well",
    "harmony": "in key",
    "genre": "same style",
    "energy": "on the energy curve",
    "novelty": "not heard lately",
    "stars": "liked before",
    "wish": "asked for",
}


class Candidate(Struct, frozen=True, kw_only=True):
    """A track that could have been picked. ``terms`` add up to ``total``; ``features`` (14) are empty at the
    start of a set. ``bars``: the length that the scorer would give the transition."""

    track: str
    names: list[str]
    features: list[float]
    quality: float
    stars: list[float]
    bars: float
    terms: dict[str, float]
    total: float
    vetoes: list[Veto]


class Decision(Struct, frozen=True, kw_only=True):
    """``candidates``: the best of ``considered`` tracks, best first. ``vetoes``: the tracks that rules took
    out, in words, some of each rule; ``counts``: how many by rule. ``relaxed``: rules that gave way.
    ``picks``: ids, in the order of the draw. ``model`` and ``provider``: the weights' hash and what they ran
    on."""

    at: float
    minute: float
    now: str
    target: float
    seed: int
    temperature: float
    wanted: int
    model: str
    provider: str
    taste: Taste
    considered: int
    candidates: list[Candidate]
    vetoes: list[Veto]
    counts: dict[str, int]
    relaxed: list[str]
    picks: list[str]

    def why(self, track: str) -> str:
        """In a line for people, why this candidate: what speaks for it most, and what against it."""
        candidate = next(candidate for candidate in self.candidates if candidate.track == track)
        best = sorted(candidate.terms.items(), key=lambda term: -term[1])[:2]
        words = [f"{WORDS.get(name, name)} {value:+.2f}" for name, value in best if value > 0]
        return ", ".join([*words, *(veto.reason for veto in candidate.vetoes)])


def draw(candidates: list[Candidate], wanted: int, temperature: float, seed: int) -> list[str]:
    """``wanted`` ids without repetition, each by softmax of total / temperature among what is left (Gumbel's
    trick: the top k of totals with Gumbel noise; Kool et al., ICML 2019). A ballot has each artist once, if
    it can."""
    noise = np.random.default_rng(seed).gumbel(size=len(candidates)) * temperature
    order = np.argsort([-candidate.total for candidate in candidates] - noise, kind="stable")
    picks: list[Candidate] = []
    for fresh_names_only in (True, False):
        for candidate in (candidates[place] for place in order):
            taken = {name for pick in picks for name in pick.names}
            met = candidate in picks or (fresh_names_only and not taken.isdisjoint(candidate.names))
            if len(picks) < wanted and not met:
                picks.append(candidate)
    return [pick.track for pick in picks]


def replay(decision: Decision, scorer: Scorer | None = None) -> list[str]:
    """The picks, drawn again from what was logged; with ``scorer``, scored again too.

    Raises ModelError when ``scorer`` has other weights, or does not come to the logged scores.
    """
    if scorer is not None and decision.now:
        _rescore(decision, scorer)
    return draw(decision.candidates, decision.wanted, decision.temperature, decision.seed)


def _rescore(decision: Decision, scorer: Scorer) -> None:
    if scorer.model_id != decision.model:
        raise ModelError(f"decided by the weights {decision.model}, not {scorer.model_id}: replay with those")
    scores = _scores(decision, scorer)
    logged = np.array([candidate.quality for candidate in decision.candidates])
    if not np.allclose(scores.quality, logged, atol=1e-4):  # CUDA and CPU differ in the last bits
        raise ModelError(f"the weights {decision.model} come to other scores than were logged: they were changed")


def _scores(decision: Decision, scorer: Scorer) -> Scores:
    return scorer.score(np.array([candidate.features for candidate in decision.candidates], np.float32))
