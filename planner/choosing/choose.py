"""Chooses what comes next: rules, then the scorer, then taste, then a seeded draw."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.choosing.columns import Columns
from planner.choosing.decision import Candidate, Decision, draw
from planner.choosing.doubts import UNTRUSTED, Doubts
from planner.choosing.energy import HIGHEST, LOWEST
from planner.choosing.features import NAMES, matrix
from planner.choosing.occasion import Occasion
from planner.choosing.rules import Rules, Ruling, judge
from planner.choosing.scorer import STARS, Scorer, Scores
from planner.transitions.taste import Taste

SHORTLIST = 24  # candidates that are logged and drawn from
#: An energy this far from the wish is as bad as any other: it is another kind of evening.
_ENERGY_REACH = 0.5
#: Heard that long ago counts half as fresh as never heard; half the playing time of a library that has less.
_FRESH_MINUTES = 360.0
_STARS_WEIGHT = 0.5  # beside quality's 1, once votes have trained the head

Floats = NDArray[np.float64]


class Judged(Struct, frozen=True):
    """Of each of the ``n`` tracks of a library: features (n, 14), none at the start of a set, scores, points
    by term (n,), and what speaks against it."""

    features: NDArray[np.float32]
    scores: Scores
    terms: dict[str, Floats]
    doubts: Doubts | None


def choose(occasion: Occasion, library: Columns, rules: Rules, scorer: Scorer, taste: Taste) -> Decision:
    """``occasion.wanted`` tracks of ``library``, or as many as there are, with everything that led to them.

    A library of no track at all gives no picks. Raises ModelError when the scorer does.
    """
    ruling = judge(occasion, library, rules)
    judged = _weigh(occasion, library, rules, scorer, taste)
    judged.terms.update(_common_terms(occasion, library, taste, ruling.gaps.track))
    candidates = _shortlist(library, ruling, judged)
    return Decision(
        at=occasion.at,
        minute=occasion.minute,
        now=occasion.now.id if occasion.now else "",
        target=occasion.target,
        seed=occasion.seed,
        temperature=occasion.temperature,
        wanted=occasion.wanted,
        model=scorer.model_id,
        provider=scorer.provider,
        taste=taste,
        considered=len(library),
        candidates=candidates,
        vetoes=ruling.vetoes,
        counts=ruling.counts,
        relaxed=ruling.relaxed,
        picks=draw(candidates, occasion.wanted, occasion.temperature, occasion.seed),
    )


def _weigh(occasion: Occasion, library: Columns, rules: Rules, scorer: Scorer, taste: Taste) -> Judged:
    if occasion.now is None:
        return _opening(library)
    now = Columns([occasion.now])
    inputs = matrix(now, library, occasion.target)
    scores = scorer.score(inputs)
    doubts = Doubts(now, library, rules.tolerance)
    terms = {
        "quality": scores.quality.astype(np.float64),
        "harmony": taste.harmonic_weight * inputs[:, NAMES.index("harmonic")].astype(np.float64),
        "genre": taste.genre_weight * inputs[:, NAMES.index("genre_compatibility")].astype(np.float64),
        "doubts": -doubts.points,
    }
    if scorer.stars_trained:
        terms["stars"] = _STARS_WEIGHT * (scores.stars @ np.linspace(0.0, 1.0, STARS))
    return Judged(inputs, scores, terms, doubts)


def _opening(library: Columns) -> Judged:
    """A set's first track follows nothing: all that counts of its own is a grid that can be mixed on."""
    count = len(library)
    one, five = np.zeros(count, np.float32), np.zeros((count, STARS), np.float32)
    trust = {"trusted": np.where(library.trusted, 0.0, -UNTRUSTED)}
    return Judged(np.zeros((count, 0), np.float32), Scores(one, five, one), trust, None)


def _common_terms(occasion: Occasion, library: Columns, taste: Taste, rested: Floats) -> dict[str, Floats]:
    """What counts at the start of a set too: ``rested`` are the minutes since each track was heard."""
    aim = min(max(occasion.target + taste.energy_bias, LOWEST), HIGHEST)
    off = np.minimum(np.abs(library.energy.astype(np.float64) - aim) / _ENERGY_REACH, 1.0)
    half = min(_FRESH_MINUTES, max(1.0, 0.5 * float(library.duration.sum()) / 60.0))
    fresh = 1.0 - 1.0 / (1.0 + rested / half)
    wishes = np.zeros(len(library))
    for track, points in occasion.wishes.items():
        wishes[library.rows_of(track)] = points
    return {"energy": taste.energy_weight * (1.0 - off), "novelty": taste.novelty * fresh, "wish": wishes}


def _shortlist(library: Columns, ruling: Ruling, judged: Judged) -> list[Candidate]:
    """The best of what is allowed, best first; ties by id, so that the order of a library does not matter."""
    rows = np.flatnonzero(ruling.allowed)
    totals = np.sum(list(judged.terms.values()), axis=0)[rows]
    likely = rows[np.argsort(-totals, kind="stable")[: 2 * SHORTLIST]]
    candidates = [_candidate(library, int(row), judged) for row in likely]
    return sorted(candidates, key=lambda candidate: (-candidate.total, candidate.track))[:SHORTLIST]


def _candidate(library: Columns, row: int, judged: Judged) -> Candidate:
    terms = {name: float(points[row]) for name, points in judged.terms.items()}
    return Candidate(
        track=library.tracks[row].id,
        names=sorted(library.names[row]),
        features=[float(value) for value in judged.features[row]],
        quality=float(judged.scores.quality[row]),
        stars=[float(value) for value in judged.scores.stars[row]],
        bars=float(judged.scores.bars[row]),
        terms=terms,
        total=sum(terms.values()),
        vetoes=judged.doubts.about(row) if judged.doubts else [],
    )
