"""Who has a hand on what."""

from engine.hand.sources import NOBODY, Sources
from engine.programme.touch import Touch

LOW, HIGH = Touch(deck="a", control="low"), Touch(deck="b", control="high")


def test_the_last_to_touch_has_it_until_it_is_given_back() -> None:
    sources = Sources()
    for name, connection in (("midi:x", 1), ("desk", 2)):
        sources.note(LOW, sources.of({"source": name, "connection": connection}))
    assert (sources.held_by("midi:x"), sources.held_by("desk")) == ([], ["a.low"])
    sources.note(Touch(deck="a", control="low", doing="release"), NOBODY)
    assert sources.holders == {}


def test_who_names_no_source_is_the_connection() -> None:
    sources = Sources()
    sources.note(LOW, sources.of({"connection": 7}))
    assert sources.names == ["connection 7"]
    assert sources.left(7) == ["connection 7"]
    assert sources.held_by("connection 7") == ["a.low"]


def test_a_source_is_gone_with_its_last_connection() -> None:
    sources = Sources()
    for connection in (1, 2):
        sources.of({"source": "midi:x", "connection": connection})
    assert sources.left(1) == []
    assert sources.left(9) == []
    assert sources.left(2) == ["midi:x"]
    assert sources.names == []


def test_what_an_engine_found_belongs_to_whoever_comes_first() -> None:
    sources = Sources(["a.low", "b.high"])
    assert sources.held_by(NOBODY) == ["a.low", "b.high"]
    sources.of({"source": "midi:x", "connection": 1})
    assert sources.held_by("midi:x") == ["a.low", "b.high"]
    sources.note(HIGH, sources.of({"source": "desk", "connection": 2}))
    assert sources.held_by("midi:x") == ["a.low"]
