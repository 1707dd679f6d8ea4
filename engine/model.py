"""What every settings model is made of, and how one is read from a file."""

import json
import os
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, SecretStr, ValidationError

from engine.errors import ConfigError


class Model(BaseModel):
    """The root of every settings model: unknown keys are refused, values don't change behind a process's
    back."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def found_secret(value: Any) -> Any:
    """A secret as it is said, or from where it is kept: ``{ env = "NAME" }``, ``{ file = "/path" }`` (its first line).
    Raises ValueError."""
    match value:
        case {"env": str(name), **more} if not more:
            if not (secret := os.environ.get(name)):
                raise ValueError(f"the environment has no {name}: set it where the station is started")
            return secret
        case {"file": str(path), **more} if not more:
            try:
                return Path(path).expanduser().read_text("utf-8").partition("\n")[0].strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ValueError(f"{path} can't be read ({error}): name a text file that this user can read") from error
        case dict():
            raise ValueError('a secret is a string, { env = "NAME" }, or { file = "/path" }')
    return value


#: Shown by nobody, and said in full only in the files of the station's own processes, which this user alone can read.
Secret = Annotated[
    SecretStr,
    BeforeValidator(found_secret),
    PlainSerializer(lambda secret: secret.get_secret_value(), return_type=str, when_used="json"),
]

M = TypeVar("M", bound=Model)


def load_settings(model: type[M], path: Path | None) -> M:
    """``model`` from the JSON file at ``path``; its defaults without one. Raises ConfigError with every
    problem."""
    if path is None:
        return model()
    try:
        return model.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise ConfigError([f"can't read {path}: {error.strerror}"]) from error
    except ValueError as error:
        raise ConfigError(problems(error, path)) from error


def problems(error: ValueError, path: Path) -> list[str]:
    """One line a problem, with its dotted key."""
    if not isinstance(error, ValidationError):
        return [f"{path} is not JSON: {error}"]
    return [f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()]
