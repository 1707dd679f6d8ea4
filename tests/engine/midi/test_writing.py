"""A mapping that was learnt, as a file."""

from pathlib import Path

from engine.midi.binding import Binding
from engine.midi.mapping import Identity, Mapping, load_mapping
from engine.midi.mappings import SHIPPED
from engine.midi.writing import learnt, written


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    for path in SHIPPED.glob("*.toml"):
        mapping = load_mapping(path)
        (tmp_path / path.name).write_text(written(mapping))
        assert load_mapping(tmp_path / path.name) == mapping


def test_a_name_of_any_kind_is_read_again(tmp_path: Path) -> None:
    control = [Binding(message="note", channel=1, number=0, does="panic")]
    mapping = Mapping(controller=Identity(name='Jo\'s "größter" \\ Mixer', ports=["a\tb"]), control=control)
    (tmp_path / "mine.toml").write_text(written(mapping), encoding="utf-8")
    assert load_mapping(tmp_path / "mine.toml") == mapping


def test_what_is_learnt_takes_the_place_of_what_did_the_same_and_of_what_the_control_did() -> None:
    mapping = load_mapping(SHIPPED / "ddj-400.toml")
    fader = Binding(message="cc", channel=1, number=0x07, does="fader", deck="a")  # it was the high band's knob
    after = learnt(mapping, [fader])
    assert len(after.control) == len(mapping.control) - 1
    assert [one for one in after.control if one.deck == "a" and one.does in ("fader", "high")] == [fader]
