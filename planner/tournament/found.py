"""The founding: the shipped weights become the champion, their mutants the challengers."""

import hashlib
from pathlib import Path

from engine.journal.append import replace_file
from planner.tournament.breed import FOUNDING, Breeding, breed_taste, breed_weights
from planner.tournament.competitor import Birth, Competitor
from planner.tournament.names import founder_name
from planner.transitions.taste import Taste


def found(shipped: Path, models: Path, breeding: Breeding, at: float) -> list[Competitor]:
    """The first generation, the champion first; their weights are written to ``models``.

    Raises ModelError when ``shipped`` is no scorer, StorageError when the weights can't be written.
    """
    founders: list[Competitor] = []
    for number in range(breeding.population):
        chance = seed_of("founder", str(number), str(breeding.seed))
        id = f"{chance:012x}"
        challenger = number > 0
        data = breed_weights(shipped, shipped, FOUNDING, chance) if challenger else shipped.read_bytes()
        replace_file(models / f"{id}.onnx", data)
        founders.append(
            Competitor(
                id=id,
                name=founder_name(chance, [one.name for one in founders]),
                generation=0,
                weights=f"{id}.onnx",
                taste=breed_taste(Taste(), Taste(), FOUNDING, chance) if challenger else Taste(),
                born_at=at,
                birth=Birth(how="founded"),
            )
        )
    return founders


def seed_of(*what: str) -> int:
    """48 bits that are the same for the same ``what``, everywhere."""
    return int.from_bytes(hashlib.blake2b("\0".join(what).encode(), digest_size=6).digest())
