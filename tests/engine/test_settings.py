"""Settings: unknown keys and impossible values are refused, all at once."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.errors import ConfigError
from engine.model import Model, Secret, load_settings
from engine.settings import EngineSettings, OutputsSettings


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


class Vault(Model):
    password: Secret


def test_a_secret_is_said_or_kept_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from a file\nand a second line\n")
    monkeypatch.setenv("EVERSET_TEST_SECRET", "from outside")
    for said, meant in [
        ("said", "said"),
        ({"env": "EVERSET_TEST_SECRET"}, "from outside"),
        ({"file": str(tmp_path / "secret")}, "from a file"),
    ]:
        vault = Vault.model_validate({"password": said})
        assert vault.password.get_secret_value() == meant
        assert meant not in repr(vault)
        assert vault.model_dump(mode="json") == {"password": meant}


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ({"env": "NOT_THERE_AT_ALL"}, "the environment has no NOT_THERE_AT_ALL"),
        ({"file": "/nowhere/secret"}, "/nowhere/secret can't be read"),
        ({"envy": "X"}, "a secret is a string"),
    ],
)
def test_a_secret_that_is_not_there_is_told(said: dict[str, str], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        Vault.model_validate({"password": said})
