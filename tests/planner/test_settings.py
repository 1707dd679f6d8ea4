"""The planner's settings: bounded, described, and what they mean to choosing."""

import pytest
from pydantic import ValidationError

from planner.choosing.energy import target
from planner.choosing.rules import Block
from planner.settings import PlannerSettings


def test_every_setting_is_described_and_survives_the_way_to_another_process() -> None:
    assert all(field.description for field in PlannerSettings.model_fields.values())
    made = PlannerSettings.model_validate(
        {"music": ["/music"], "blocks": [{"artist": "Ada"}], "dayparts": [{"start": "06:00", "curve": "build"}]}
    )
    assert PlannerSettings.model_validate(made.model_dump(mode="json")) == made


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"musik": ["/music"]}, "extra"),
        ({"exploration": 0.9}, "less than or equal to 0.5"),
        ({"candidates": 0}, "greater than or equal to 1"),
        ({"tempo_tolerance": {"deep hause": 2.0}}, "did you mean deep house"),
        ({"tempo_tolerance": {"house": -1.0}}, "greater than 0"),
        ({"blocks": [{"start": "10:00"}]}, "a block needs"),
        ({"blocks": [{"artist": "Ada", "start": "25:00"}]}, "pattern"),
        ({"dayparts": [{"start": "06:00", "curve": "up"}]}, "rollercoaster"),
    ],
)
def test_what_is_wrong_is_refused(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        PlannerSettings.model_validate(wrong)


def test_rules_are_those_of_the_settings() -> None:
    settings = PlannerSettings.model_validate(
        {
            "artist_minutes": 60,
            "tempo_tolerance": {"house": 3.0},
            "blocks": [{"title": "Song", "start": "22:00", "end": "06:00"}, {"artist": "Ada"}],
        }
    )
    rules = settings.rules()
    assert (rules.artist_minutes, rules.title_minutes) == (60.0, 120.0)
    assert rules.tolerance == {"house": 3.0}
    assert rules.blocks == (Block(title="Song", start=1320, end=360), Block(artist="Ada"))


def test_energy_by_set_and_by_daypart() -> None:
    by_set = PlannerSettings(energy_curve="build", set_hours=2.0)
    assert by_set.energy_at(0.0) == by_set.energy_at(120.0) == pytest.approx(0.3)
    assert by_set.energy_at(60.0) == pytest.approx(0.6)
    by_day = PlannerSettings.model_validate(
        {"dayparts": [{"start": "06:00", "curve": "build"}, {"start": "18:00", "curve": "steady", "context": "techno"}]}
    )
    assert by_day.energy_at(12 * 60) == pytest.approx(0.6)
    assert by_day.energy_at(2 * 60) == pytest.approx(target("steady", 0.0, "techno"))
