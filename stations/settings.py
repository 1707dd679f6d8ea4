"""A station's whole configuration: the processes' schemas under one roof, read from TOML, every error at once."""

import difflib
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field, ValidationError

from engine.card.settings import CardSettings
from engine.errors import ConfigError
from engine.logs import hidden
from engine.midi.settings import MidiSettings
from engine.model import Model
from engine.settings import EngineSettings, OutputsSettings
from planner.settings import PlannerSettings
from web.settings import WebSettings

Overrides = dict[str, dict[str, Any]]  # by section and key: what stands above the file


class StationIdentity(Model):
    """Who the station is."""

    name: Annotated[
        str,
        Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$", description="short name, used in addresses and folders"),
    ] = "everset"
    title: Annotated[str, Field(max_length=200, description="the name that listeners see")] = "Everset"
    data: Annotated[str, Field(description="the station's folder; empty: $XDG_DATA_HOME/everset/<name>")] = ""


class StationSettings(Model):
    """One station."""

    station: StationIdentity = StationIdentity()
    engine: EngineSettings = EngineSettings()
    outputs: OutputsSettings = OutputsSettings()
    card: CardSettings = CardSettings()
    midi: MidiSettings = MidiSettings()
    planner: PlannerSettings = PlannerSettings()
    web: WebSettings = WebSettings()

    def folder(self) -> Path:
        """The station's folder on disk."""
        if self.station.data:
            return Path(self.station.data).expanduser()
        home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
        return Path(home).expanduser() / "everset" / self.station.name


#: Facts that several processes need are said once; everywhere else they are filled in from there.
SAID_ELSEWHERE = {
    "outputs.station": "station.title",
    "outputs.sample_rate": "engine.sample_rate",
    "card.sample_rate": "engine.sample_rate",
    "web.station": "station.title",
    "web.stream_port": "outputs.stream_port",
    "web.formats": "outputs.formats",
    "web.distance_seconds": "outputs.distance_seconds",
    "planner.target_lufs": "engine.loudness_lufs",
}


def load(path: Path | None, overrides: Overrides | None = None) -> StationSettings:
    """The station in the TOML file at ``path`` (defaults without one), with ``overrides`` by section and key.
    Raises ConfigError with one line a problem."""
    document = _read(path) if path else {}
    for section, values in (overrides or {}).items():
        document.setdefault(section, {})
        if isinstance(document[section], dict):
            document[section].update(values)
    problems = _said_elsewhere(document)
    try:
        settings = StationSettings.model_validate(document)
    except ValidationError as error:
        raise ConfigError([*problems, *map(_explain, error.errors())]) from error
    if problems:
        raise ConfigError(problems)
    return settings


def load_right(path: Path) -> tuple[StationSettings, list[str]]:
    """The station in the TOML file at ``path`` with the default in place of whatever is wrong, and a line a
    problem. Raises ConfigError when it can't be read at all."""
    document = _read(path)
    problems = _said_elsewhere(document)
    while True:
        try:
            return StationSettings.model_validate(document), problems
        except ValidationError as error:
            problems += map(_explain, error.errors())
            for found in error.errors():
                _drop(document, tuple(str(part) for part in found["loc"][:2]))


def _drop(document: dict[str, Any], place: tuple[str, ...]) -> None:
    """Take out the key at ``place``, else its section."""
    section = document.get(place[0])
    if len(place) > 1 and isinstance(section, dict) and place[1] in section:
        del section[place[1]]
    else:
        document.pop(place[0], None)


def _said_elsewhere(document: dict[str, Any]) -> list[str]:
    return [
        f"{key}: say this as {place}, the one place for it"
        for key, place in SAID_ELSEWHERE.items()
        for section, name in [key.split(".")]
        if isinstance(document.get(section), dict) and name in document[section]
    ]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError([f"{path} does not exist: name a station's TOML file, or none for the defaults"]) from error
    except OSError as error:
        raise ConfigError([f"can't read {path}: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        advice = "" if path.suffix == ".toml" else ": music is named by its folder, with --music"
        raise ConfigError([f"{path} is not TOML: {error}{advice}"]) from error


def _explain(found: Any) -> str:
    place = tuple(str(part) for part in found["loc"])
    if found["type"] == "extra_forbidden":
        return _unknown(place)
    return f"{'.'.join(place)}: {found['msg'][0].lower()}{found['msg'][1:]}{_given(place, found)}{_allowed(place)}"


def _given(place: tuple[str, ...], found: Any) -> str:
    """What stands there, but for secrets and whole sections."""
    return "" if isinstance(found["input"], dict) else f" (is {hidden(place[-1], found['input'])!r})"


def _allowed(place: tuple[str, ...]) -> str:
    field = _field(place)
    return f": {field.description}" if field is not None and field.description else ""


def _unknown(place: tuple[str, ...]) -> str:
    known = keys(StationSettings)
    name = ".".join(place)
    siblings = _names(place[:-1])
    elsewhere = sorted((key for key in known if key.split(".")[-1] == place[-1]), key=lambda key: key.count("."))
    near = difflib.get_close_matches(place[-1], siblings, n=1, cutoff=0.6)
    if near and not elsewhere:
        return f"{name}: no such key; did you mean {'.'.join((*place[:-1], near[0]))}?"
    elsewhere += difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if elsewhere:
        return f"{name}: no such key; did you mean {elsewhere[0]}?"
    return f"{name}: no such key; here are: {', '.join(siblings)}"


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    """Every dotted key below ``model``."""
    found = []
    for name, field in model.model_fields.items():
        inner = _model(field.annotation)
        found += keys(inner, f"{prefix}{name}.") if inner else [f"{prefix}{name}"]
    return found


def _names(place: tuple[str, ...]) -> list[str]:
    model: type[BaseModel] | None = StationSettings
    for part in place:
        if model is None or part.isdigit():
            continue
        field = model.model_fields.get(part)
        model = _model(field.annotation) if field else None
    return list(model.model_fields) if model else []


def _field(place: tuple[str, ...]) -> Any:
    model: type[BaseModel] | None = StationSettings
    field = None
    for part in place:
        if part.isdigit() or model is None:
            continue
        field = model.model_fields.get(part)
        model = _model(field.annotation) if field else None
    return field


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model(part) for part in get_args(annotation)]
    return next((part for part in inner if part), None)
