"""A mapping: what a controller's knobs and buttons do, read from TOML, every error at once."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from engine.errors import ConfigError
from engine.midi.binding import Binding
from engine.midi.values import LSB
from engine.model import Model

Heard = tuple[str, int, int, bool]  # message, channel, number, with shift


class Identity(Model):
    """Whose mapping it is."""

    name: Annotated[str, Field(min_length=1, max_length=100, description="what people call it")]
    ports: Annotated[
        list[Annotated[str, Field(min_length=1)]],
        Field(min_length=1, description="its ports' names, or parts of them, upper or lower case"),
    ]


class Mapping(Model):
    """A file of ``config/controllers``."""

    controller: Identity
    control: Annotated[list[Binding], Field(min_length=1, description="its knobs and buttons")]

    def fits(self, port: str) -> bool:
        """Whether the port of that name is such a controller's."""
        return any(part.casefold() in port.casefold() for part in self.controller.ports)


def load_mapping(path: Path) -> Mapping:
    """The mapping in the file at ``path``. Raises ConfigError with one line a problem."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError([f"can't read {path}: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path} is not TOML: {error}"]) from error
    problems = [f"{path}: {problem}" for problem in _twice(document)]
    try:
        mapping = Mapping.model_validate(document)
    except ValidationError as error:
        raise ConfigError([*(f"{path}: {_explained(found)}" for found in error.errors()), *problems]) from error
    if problems:
        raise ConfigError(problems)
    return mapping


def _explained(found: Any) -> str:
    place, said = ".".join(map(str, found["loc"])), found["msg"].removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        known = Identity if found["loc"][0] == "controller" else Binding if len(found["loc"]) > 1 else Mapping
        return f"{place}: no such key; here are: {', '.join(known.model_fields)}"
    given = "" if isinstance(found["input"], dict | list) else f" (is {found['input']!r})"
    return f"{place}: {said[0].lower()}{said[1:]}{given}"


def _twice(document: dict[str, Any]) -> Iterable[str]:
    """A line for everything that two controls would hear."""
    controls = document.get("control")
    found = [one for one in controls if isinstance(one, dict)] if isinstance(controls, list) else []
    for (message, channel, number, shift), count in Counter(heard for one in found for heard in _heard(one)).items():
        if count > 1:
            held = " with shift" if shift else ""
            yield f"control: {count} of them hear {message} {number} on channel {channel}{held}: leave one"


def _heard(control: dict[str, Any]) -> Iterable[Heard]:
    message, channel, number = control.get("message"), control.get("channel"), control.get("number", 0)
    if isinstance(message, str) and isinstance(channel, int) and isinstance(number, int):
        shift = control.get("shift") is True
        yield message, channel, number, shift
        if control.get("fine") is True:
            yield message, channel, number + LSB, shift
