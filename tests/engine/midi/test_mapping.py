"""Mappings: every error at once, and those that are shipped."""

from pathlib import Path

import pytest

from engine.errors import ConfigError
from engine.midi.mapping import load_mapping
from engine.midi.mappings import SHIPPED, fitting, mappings

GOOD = """
[controller]
name = "Mine"
ports = ["mine"]
[[control]]
message = "cc"
channel = 1
number = 7
does = "fader"
deck = "a"
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_mapping(path)
    assert all(problem.startswith(str(path)) for problem in caught.value.problems)
    return [problem.removeprefix(f"{path}: ") for problem in caught.value.problems]


def test_every_error_at_once(tmp_path: Path) -> None:
    wrong = """
[controller]
name = "Mine"
ports = []
colour = "red"
[[control]]
message = "cc"
channel = 17
does = "fader"
deck = "a"
[[control]]
message = "cc"
channel = 1
number = 7
does = "volume"
[[control]]
message = "note"
channel = 1
number = 7
does = "play"
decks = "a"
[[control]]
message = "note"
channel = 1
number = 7
does = "panic"
"""
    found = problems(tmp_path, wrong)
    places = [line.split(":")[0] for line in found]
    assert places == [
        "controller.ports", "controller.colour", "control.0.channel", "control.1.does", "control.2.decks", "control",
    ]  # fmt: skip
    assert "here are: name, ports" in found[1]
    assert "(is 17)" in found[2]
    assert "2 of them hear note 7 on channel 1: leave one" in found[5]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ('message = "cc"\ndoes = "low"', 'say deck = "a" or deck = "b"'),
        ('message = "cc"\ndoes = "crossfader"\ndeck = "a"', "leave deck out"),
        ('message = "note"\ndoes = "panic"\ndeck = "a"', "leave deck out"),
        ('message = "cc"\nnumber = 0x20\ndoes = "low"\ndeck = "a"\nfine = true', "below 0x20"),
        ('message = "note"\ndoes = "nudge"\ndeck = "a"', "needs a bend"),
        ('message = "cc"\ndoes = "low"\ndeck = "a"\nrelative = "offset"', "does nudge"),
        ('message = "pitch"\ndoes = "panic"', "use a note or a cc"),
        ('message = "note"\ndoes = "shift"\nshift = true', "leave shift out"),
        ('message = "cc"\ndoes = "low"\ndeck = "a"\nbend = 1.0', "leave it out"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(tmp_path: Path, facts: str, words: str) -> None:
    head = '[controller]\nname = "Mine"\nports = ["mine"]\n[[control]]\nchannel = 1\n'
    (found,) = problems(tmp_path, head + facts)
    assert words in found


def test_the_low_bits_of_one_are_no_others(tmp_path: Path) -> None:
    text = GOOD + 'fine = true\n[[control]]\nmessage = "cc"\nchannel = 1\nnumber = 0x27\ndoes = "low"\ndeck = "a"\n'
    assert problems(tmp_path, text) == ["control: 2 of them hear cc 39 on channel 1: leave one"]


def test_what_is_no_file_and_no_toml_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't read"):
        load_mapping(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("= =")
    with pytest.raises(ConfigError, match="is not TOML"):
        load_mapping(tmp_path / "bad.toml")


def test_a_bad_file_takes_no_other_along_and_ones_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD.replace("mine", "DDJ-400"))
    (tmp_path / "b.toml").write_text("[controller]")
    known, wrong = mappings([tmp_path])
    found = fitting(known, "ddj-400:DDJ-400 MIDI 1 24:0")
    assert found is not None
    assert found.controller.name == "Mine"
    assert {line.split(":")[0] for line in wrong} == {str(tmp_path / "b.toml")}
    assert fitting(known, "Midi Through 14:0") is None


def test_the_ddj_400_has_its_numbers() -> None:
    mapping = load_mapping(SHIPPED / "ddj-400.toml")
    assert mapping.fits("DDJ-400:DDJ-400 MIDI 1 28:0")
    found = {(one.message, one.channel, one.number): one for one in mapping.control}
    for channel, deck in ((1, "a"), (2, "b")):
        knobs = {0x00: "nudge", 0x07: "high", 0x0B: "mid", 0x0F: "low", 0x13: "fader"}
        for number, does in knobs.items():
            one = found["cc", channel, number]
            assert (one.does, one.deck, one.fine) == (does, deck, True)
        for number, does in {0x0B: "play", 0x0C: "cue", 0x58: "hand_back"}.items():
            assert (found["note", channel, number].does, found["note", channel, number].deck) == (does, deck)
    assert [found["cc", 7, number].does for number in (0x17, 0x18, 0x1F)] == ["filter", "filter", "crossfader"]
    assert all(found["cc", 7, number].fine for number in (0x17, 0x18, 0x1F))


def test_what_is_shipped_reaches_everything_that_a_hand_may_do() -> None:
    for path in SHIPPED.glob("*.toml"):
        does = {(one.does, one.deck) for one in load_mapping(path).control}
        for deck in ("a", "b"):
            wanted = ("fader", "low", "mid", "high", "filter", "stem1", "stem4", "play", "cue", "nudge")
            assert {(one, deck) for one in wanted} <= does
        whole = ("crossfader", "skip", "hold", "hand_back", "panic")
        assert {(one, None) for one in whole} <= does
