"""The mappings that a station knows: its own first, then those that come with Everset."""

from collections.abc import Sequence
from pathlib import Path

from engine.errors import ConfigError
from engine.midi.mapping import Mapping, load_mapping

SHIPPED = Path(__file__).parents[2] / "config" / "controllers"


def mappings(folders: Sequence[Path]) -> tuple[list[Mapping], list[str]]:
    """Of every ``*.toml`` in ``folders``, in their order, and behind them the shipped; and what is wrong with those
    that can't be read: one bad file takes no other controller along."""
    found: list[Mapping] = []
    problems: list[str] = []
    for path in (path for folder in (*folders, SHIPPED) for path in sorted(folder.glob("*.toml"))):
        try:
            found.append(load_mapping(path))
        except ConfigError as error:
            problems += error.problems
    return found, problems


def fitting(known: Sequence[Mapping], port: str) -> Mapping | None:
    """The first of ``known`` that is for the port of that name."""
    return next((mapping for mapping in known if mapping.fits(port)), None)
