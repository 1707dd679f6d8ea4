"""The card tells the errors, and what is not trained."""

from msgspec.structs import replace

from planner.training.card import card, summary
from planner.training.report import Errors, Report
from planner.training.tune import Tuning

REPORT = Report(
    seed=3,
    tuning=Tuning(120, 0.5),
    rows=400,
    held_out_rows=150,
    tracks=60,
    held_out_tracks=20,
    quality=Errors(0.061, 0.142, 0.103),
    bars=Errors(4.2, 7.5, 6.1),
    spread=(0.2, 0.6, 0.9),
    recipes={"blend": 380, "fade": 170},
    lanes={"varispeed": 550},
    lengths={4: 100, 8: 250, 16: 200},
    idle=["vocals_in"],
)


def test_the_errors_stand_side_by_side() -> None:
    text = card(REPORT, music="Made music", model_id="abc", stars="untrained, masked")
    assert "| quality (points of 100) | 6.1 | 14.2 | 10.3 |" in text
    assert "| length (bars) | 4.2 | 7.5 | 6.1 |" in text
    assert "untrained, masked" in text
    assert "Made music. 400 rows of 60 tracks; 150 rows of 20 other tracks held out. Seed 3" in text
    assert "No length above 16 bars" in text
    assert "varispeed" in text
    assert "Nothing was learned of vocals_in" in text


def test_the_terminal_gets_the_same_numbers() -> None:
    lines = summary(REPORT).splitlines()
    assert lines[1].endswith("quality (points of 100): network 6.1, constant 14.2, linear 10.3")


def test_what_is_no_better_than_a_constant_is_said_so() -> None:
    assert "not clearly better" not in card(REPORT, music="", model_id="", stars="")
    poor = replace(REPORT, bars=Errors(7.2, 7.5, 6.1))
    assert "Its length is not clearly better than a constant" in card(poor, music="", model_id="", stars="")
