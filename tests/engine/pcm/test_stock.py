"""The stock: what it has, for how long, and how much of it."""

import numpy as np
import pytest

from engine.mixing.mixer import Mixer
from engine.pcm.loader import Loader
from engine.pcm.stock import Stock
from engine.programme.clip import Clip, plain_map
from engine.programme.decks import NOBODYS
from engine.programme.programme import Programme
from engine.programme.segment import LENGTH, Layout, Segment
from tests.support.mixing import RATE, Shelf, noise

SIZE = 1_000


def segment(number: int, file: str = "a") -> Segment:
    """The one of frames ``[number * SIZE, (number + 1) * SIZE)`` of a file that is played as it is."""
    clip = Clip(at=0, length=100 * SIZE, lane=NOBODYS[0], pcm=file, map=plain_map(100 * SIZE, 0))
    return Segment(0, Layout(clip), number * SIZE, (number + 1) * SIZE)


def keep(stock: Stock, number: int, file: str = "a") -> None:
    one = segment(number, file)
    first, last = one.window()
    stock.keep(one, first, np.zeros((last - first, 2), np.float32), stock.doubts)


def held(stock: Stock, file: str = "a") -> list[int]:
    """Which segments it has the PCM of."""
    found = [(number, stock.find(one)) for number in range(100) for one in [segment(number, file)]]
    return [number for number, known in found if known and known[2] >= segment(number).window()[1]]


def frames(stock: Stock) -> int:
    return sum(len(one.pcm) for one in stock._pieces)


def test_what_sounded_stays_for_as_long_as_it_was_told() -> None:
    stock = Stock(behind=5 * SIZE)
    for number in range(20):
        keep(stock, number)
    stock.forget(12 * SIZE)
    assert held(stock) == list(range(7, 20))


def test_without_being_told_so_nothing_stays_that_sounded() -> None:
    stock = Stock()
    for number in range(20):
        keep(stock, number)
    stock.forget(12 * SIZE)
    assert held(stock) == list(range(12, 20))


def test_of_what_sounded_it_keeps_no_more_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.pcm.stock.ROOM", 4 * SIZE)
    stock = Stock(behind=50 * SIZE)
    for number in range(20):
        keep(stock, number)
        keep(stock, number, "b")
    stock.forget(12 * SIZE)
    assert (held(stock, "a"), held(stock, "b")) == (list(range(11, 20)), list(range(10, 20)))


def test_what_is_found_stays_until_it_has_sounded_there_too() -> None:
    stock = Stock()
    keep(stock, 3)
    again = segment(3)
    again.end = 40 * SIZE
    assert stock.find(again)
    stock.forget(39 * SIZE)
    assert held(stock) == [3]


def test_it_finds_what_reaches_furthest() -> None:
    """The end of one segment's window is the beginning of the next one's."""
    stock = Stock()
    keep(stock, 4)
    keep(stock, 3)
    first, last = segment(4).window()
    found = stock.find(segment(4))
    assert found is not None
    assert found[1:] == (first, last)


def test_what_was_doubted_is_forgotten_and_so_is_what_was_being_read_then() -> None:
    stock = Stock()
    keep(stock, 1)
    keep(stock, 1, "b")
    before = stock.doubts
    stock.doubt("a")
    stock.keep(segment(2), 2 * SIZE, np.zeros((SIZE, 2), np.float32), before)
    assert (held(stock, "a"), held(stock, "b")) == ([], [1])
    keep(stock, 2)
    assert held(stock, "a") == [2]


def test_a_mixer_that_plays_on_holds_a_bounded_stock(shelf: Shelf) -> None:
    ahead, behind, length = LENGTH, LENGTH // 2, 12 * LENGTH
    mixer = Mixer(RATE, ahead=ahead, behind=behind)
    clip = Clip(at=0, length=length, lane=0, pcm=shelf.store(noise(length)), map=plain_map(length, 0))
    mixer.follow(Programme(clips=[clip]))
    out = np.empty((10_000, 2), np.float32)
    most = 0
    while mixer.frame < length:
        mixer.load(mixer.frame + ahead)
        most = max(most, frames(mixer.stock))
        mixer.render(out)
    assert mixer.late == 0
    assert most <= ahead + behind + 2 * LENGTH + mixer.reach


def test_what_can_not_be_recalled_is_nobodys_trouble(shelf: Shelf) -> None:
    told: list[str] = []
    loader = Loader(noise(10), told.append, Stock(10 * SIZE))
    there = shelf.store(noise(50 * SIZE))
    for file in (there, "ident", "/nowhere/at/all", "bad\0name", str(shelf.folder)):
        loader.recall([segment(0, file).layout.clip], 5 * SIZE, 9 * SIZE)
    assert not told
    assert held(loader.stock, there)[:5] == [5, 6, 7, 8, 9]
