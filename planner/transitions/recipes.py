"""All recipes by their names; where two are worth the same the first one is taken."""

from planner.transitions.plain_recipes import BLEND, CUT, ECHO_OUT, FADE, FILTER_SWEEP
from planner.transitions.recipe import Recipe
from planner.transitions.stem_recipes import ACAPELLA, DRUMS_BRIDGE, STEM_HANDOVER

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe for recipe in (STEM_HANDOVER, DRUMS_BRIDGE, ACAPELLA, BLEND, FILTER_SWEEP, ECHO_OUT, CUT, FADE)
}


def usable(*, stems: bool) -> tuple[Recipe, ...]:
    """Those that need no ``stems``, or all."""
    return tuple(recipe for recipe in RECIPES.values() if stems or not recipe.apart)
