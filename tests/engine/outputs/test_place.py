"""The place survives whoever wrote it, and damage is never taken for a place."""

from pathlib import Path

import pytest

from engine.outputs.place import SLOT_BYTES, Place, PlaceKeeper


def place(number: int) -> Place:
    return Place(44_100, number * 1_000)


def test_the_next_process_finds_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "place"
    assert PlaceKeeper(path).found is None
    for number in range(1, 6):
        PlaceKeeper(path).keep(place(number))
        assert PlaceKeeper(path).found == place(number)


@pytest.mark.parametrize("byte", range(2 * SLOT_BYTES))
def test_a_damaged_slot_leaves_the_other(tmp_path: Path, byte: int) -> None:
    path = tmp_path / "place"
    keeper = PlaceKeeper(path)
    keeper.keep(place(1))
    keeper.keep(place(2))
    raw = bytearray(path.read_bytes())
    raw[byte] ^= 0x10
    path.write_bytes(raw)
    assert PlaceKeeper(path).found in (place(1), place(2))


@pytest.mark.parametrize("content", [b"", b"x" * 500, bytes(128)])
def test_what_is_no_place_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "place"
    path.write_bytes(content)
    keeper = PlaceKeeper(path)
    assert keeper.found is None
    keeper.keep(place(3))
    assert PlaceKeeper(path).found == place(3)


def test_without_room_it_goes_on_without(tmp_path: Path) -> None:
    keeper = PlaceKeeper(tmp_path / "no folder" / "place")
    keeper.keep(place(1))
    assert keeper.found is None
