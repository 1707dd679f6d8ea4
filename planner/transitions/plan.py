"""Planning: which recipe, from where to where, how long."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from msgspec.structs import replace

from engine.errors import TransitionError
from planner.catalogue.track import Track
from planner.transitions.compose import compose
from planner.transitions.cost import worth
from planner.transitions.last_resort import last_resort
from planner.transitions.length import MOST_BARS
from planner.transitions.option import Limits, Option, options
from planner.transitions.pair import Pair
from planner.transitions.reasons import reasons
from planner.transitions.recipe import Recipe
from planner.transitions.recipes import RECIPES, usable
from planner.transitions.taste import Taste
from planner.transitions.transition import Transition

ALTERNATIVES = 6


class Wishes(TypedDict, total=False):
    """``recipe``, ``bars``: as asked for, else the planner's choice; where that can't be, another is taken and the
    transition's ``fallback`` says why. ``earliest``: the first PCM frame of the outgoing track at which the seam may
    begin. ``entry``: the first PCM frame of the incoming track that may be used. ``stems``: whether tracks can be
    split, so that recipes of stems may be chosen; one that is asked for is played without, if not."""

    recipe: str | None
    bars: int | None
    earliest: int
    entry: int
    taste: Taste | None
    stems: bool


def plan(a: Track, b: Track, *, sample_rate: int, target_lufs: float, **wishes: Unpack[Wishes]) -> Transition:
    """The best transition from ``a`` to ``b``, as wished for.

    Raises TransitionError for a recipe or a length that does not exist, or when nothing is left of ``a`` or ``b``.
    """
    return alternatives(a, b, sample_rate=sample_rate, target_lufs=target_lufs, count=1, **wishes)[0]


def alternatives(
    a: Track, b: Track, *, sample_rate: int, target_lufs: float, count: int = ALTERNATIVES, **wishes: Unpack[Wishes]
) -> list[Transition]:
    """One to ``count`` transitions from ``a`` to ``b``, best first by a cheap prior; see :func:`plan`. No two of them
    share the recipe and both places."""
    taste = wishes.get("taste") or Taste()
    bars = wishes.get("bars")
    known = usable(stems=wishes.get("stems", False))
    wanted = _wanted(wishes.get("recipe"), bars, known)
    pair, limits = Pair(a, b, sample_rate), Limits(bars, wishes.get("earliest", 0), wishes.get("entry", 0))
    ranked, fallback = _with_fallback(pair, wanted, known, limits, taste)
    return [
        replace(compose(option, pair, target_lufs, reasons(option, pair, taste)), fallback=fallback)
        for option in _distinct(ranked)[:count]
    ]


def _wanted(recipe: str | None, bars: int | None, known: tuple[Recipe, ...]) -> tuple[Recipe, ...]:
    if recipe is not None and recipe not in RECIPES:
        raise TransitionError(f"no recipe is called {recipe!r}: use one of {', '.join(RECIPES)}")
    if bars is not None and not 1 <= bars <= MOST_BARS:
        raise TransitionError(f"a transition can't have {bars} bars: use 1 to {MOST_BARS}")
    return known if recipe is None else (RECIPES[recipe],)


def _with_fallback(
    pair: Pair, wanted: Sequence[Recipe], known: Sequence[Recipe], limits: Limits, taste: Taste
) -> tuple[list[Option], str]:
    """Options, best first, and why they are not what was asked for, if so."""
    if ranked := _ranked(pair, wanted, limits, taste):
        return ranked, ""
    asked = wanted[0].title if len(wanted) == 1 else f"{limits.bars} bars"
    why = f"{asked}: {pair.unmatched or 'no place in both tracks fits'}"
    free = Limits(None, limits.earliest, limits.entry)
    if ranked := _ranked(pair, known, free, taste):
        return ranked, why if len(wanted) == 1 or limits.bars else ""
    return [last_resort(pair, limits)], "no recipe finds its place in what is left of both tracks"


def _ranked(pair: Pair, recipes: Sequence[Recipe], limits: Limits, taste: Taste) -> list[Option]:
    found = [option for recipe in recipes for option in options(pair, recipe, limits)]
    worths = {id(option): worth(option, pair, taste) for option in found}
    return sorted(found, key=lambda option: -worths[id(option)])


def _distinct(ranked: Sequence[Option]) -> list[Option]:
    """The best length of each recipe and pair of places, in order."""
    best: dict[tuple[str, int, int], Option] = {}
    for option in ranked:
        best.setdefault((option.recipe.name, option.leave.frame, option.enter.frame), option)
    return list(best.values())
