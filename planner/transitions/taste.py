"""A competitor's taste: what it likes beyond what can be measured. Plain numbers, so that they can be bred."""

from msgspec import Struct

#: How far each number may be bred, inclusive. Outside, a set stops being one: lengths beyond half and double are
#: beyond what the specification's genre table spans, and a weight over 2 silences every other wish.
LIMITS: dict[str, tuple[float, float]] = {
    "length": (0.5, 2.0),
    "energy_bias": (-0.3, 0.3),
    "energy_weight": (0.0, 2.0),
    "harmonic_weight": (0.0, 2.0),
    "genre_weight": (0.0, 2.0),
    "novelty": (0.0, 2.0),
}
RECIPE_LIMITS = (0.0, 4.0)


class Taste(Struct, frozen=True, kw_only=True):
    """``recipes``: how much a recipe is liked, 1 is neutral, 0 is never, missing is 1. ``length`` multiplies a
    transition's length. ``energy_bias`` is added to the energy wished for. The weights say what a wish counts beside
    the measured quality, whose weight is 1: being on the energy curve, in key, in the same genre, and not heard
    lately (``novelty``)."""

    recipes: dict[str, float] = {}
    length: float = 1.0
    energy_bias: float = 0.0
    energy_weight: float = 0.6
    harmonic_weight: float = 0.5
    genre_weight: float = 0.3
    novelty: float = 0.4

    def likes(self, recipe: str) -> float:
        """The weight of a recipe."""
        return self.recipes.get(recipe, 1.0)
