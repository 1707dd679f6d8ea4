"""Settings: unknown keys and impossible values are refused, all at once."""

from pathlib import Path

import pytest

from engine.errors import ConfigError
from engine.settings import EngineSettings, OutputsSettings, load_settings


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings(EngineSettings, None).sample_rate == 44_100
    assert load_settings(OutputsSettings, None).bind == "127.0.0.1"


def test_every_problem_is_told_with_its_key(tmp_path: Path) -> None:
    path = tmp_path / "outputs.json"
    path.write_text('{"stream_port": 99999, "colour": 1, "files": [{"folder": "/x", "format": "ogg"}]}')
    with pytest.raises(ConfigError) as caught:
        load_settings(OutputsSettings, path)
    keys = {problem.split(":")[0] for problem in caught.value.problems}
    assert keys == {"stream_port", "colour", "files.0.format"}
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_file_that_is_none_is_told(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "engine.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError):
        load_settings(EngineSettings, path)


@pytest.mark.parametrize("model", [EngineSettings, OutputsSettings])
def test_every_setting_says_what_it_is(model: type[EngineSettings] | type[OutputsSettings]) -> None:
    assert all(field.description for field in model.model_fields.values())
