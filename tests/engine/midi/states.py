"""What the engine tells of where everything stands, made by hand."""

from typing import Any

from engine.programme.controls import NEUTRAL, position_of


def told(**moved: Any) -> dict[str, Any]:
    """A state in which nothing happens but ``moved``: ``a_low=0.2``, ``crossfader=1.0``, ``hold=True``, or a dict of a
    control's facts."""
    state: dict[str, Any] = {deck: {name: at(position_of(name, value)) for name, value in NEUTRAL.items()
                                    if name != "cross"} for deck in "ab"}  # fmt: skip
    state |= {"crossfader": at(0.5), "hold": False}
    for name, value in moved.items():
        deck, _, control = name.partition("_")
        facts = value if isinstance(value, dict) or name == "hold" else at(value, claimed=True)
        if deck in ("a", "b"):
            state[deck][control] = facts
        else:
            state[name] = facts
    return state


def at(position: float, claimed: bool = False) -> dict[str, Any]:
    return {"position": position, "automated": position, "claimed": claimed, "source": ""}
