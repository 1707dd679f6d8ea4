"""Writes ``config/default.toml`` from the schemas: ``python -m stations.defaults > config/default.toml``.

The schemas beside the code are where a default is said; the file is for operators to read, and a test holds it to them.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from stations.settings import SAID_ELSEWHERE, StationSettings

HEAD = """\
# Every key of a station with its default. Copy what you change into a file of your own:
#   everset check station.toml    everset run station.toml
"""


def default_toml() -> str:
    """The text of the file."""
    sections = [_section(name, field) for name, field in StationSettings.model_fields.items()]
    return HEAD + "".join(sections)


def _section(name: str, field: FieldInfo) -> str:
    model = field.annotation
    assert isinstance(model, type) and issubclass(model, BaseModel)
    shown = {key: inner for key, inner in model.model_fields.items() if f"{name}.{key}" not in SAID_ELSEWHERE}
    lines = [_line(key, inner) for key, inner in shown.items()]
    return f"\n[{name}]\n" + "".join(lines)


def _line(key: str, field: FieldInfo) -> str:
    text = f"# {field.description}\n"
    if field.default_factory is not None and key == "analysis_workers":
        return f"{text}# {key} = 1  # unless said: one less than there are cores, 8 at most\n"
    default = field.get_default(call_default_factory=True, validated_data={})
    return f"{text}# {key} =\n" if default is None else f"{text}{key} = {_value(default)}\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{}" if not value else "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, Path):
        return json.dumps(str(value))
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    print(default_toml(), end="")
