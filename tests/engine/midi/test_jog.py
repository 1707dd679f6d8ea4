"""A wheel: evenly turned it bends evenly, and where it rests it lets go. Time is passed in."""

from engine.midi.jog import WINDOW, Jog, ticks


def test_how_wheels_count() -> None:
    assert [ticks(value, "offset") for value in (63, 64, 65)] == [-1, 0, 1]
    assert [ticks(value, "twos") for value in (127, 0, 1, 63, 64)] == [-1, 0, 1, 63, -64]


def test_its_speed_is_the_bend_and_its_rest_none() -> None:
    jog = Jog(full=40)
    bends = [jog.turn(1, number * 0.005) for number in range(60)]  # 20 in 100 ms
    assert jog.bend == 0.5
    assert [bend for bend in bends if bend is not None] == sorted({bend for bend in bends if bend is not None})
    assert jog.rest(59 * 0.005 + WINDOW * 1.01) == 0.0
    assert jog.rest(10.0) is None


def test_backwards_is_slower_and_nothing_bends_more_than_all() -> None:
    jog = Jog(full=40)
    assert jog.turn(-63, 0.0) == -1.0
    assert jog.turn(-63, 0.01) is None
