"""A command of a hand, on its way to the engine."""

from typing import Any

from msgspec import Struct


class Command(Struct, frozen=True):
    """``name`` and ``facts`` as engine.protocol has them."""

    name: str
    facts: dict[str, Any] = {}


def touch(deck: str | None, control: str, position: float) -> Command:
    """One control goes to ``position``, 0..1."""
    return Command("touch", named(deck) | {"control": control, "position": round(position, 6)})


def nudge(deck: str | None, bend: float) -> Command:
    """A deck runs faster or slower, −1..1; 0 lets go."""
    return Command("nudge", named(deck) | {"bend": round(bend, 4)})


def named(deck: str | None) -> dict[str, Any]:
    """A deck among a command's facts; nothing without one."""
    return {} if deck is None else {"deck": deck}
