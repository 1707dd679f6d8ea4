"""Which processes a group of stations has."""

from pathlib import Path

from stations.children import commands, members
from stations.start import Start
from stations.station import Group, group_of


def group(folder: Path, *cards: str) -> Group:
    """A station for each of ``cards``; empty: one without."""
    stations = ({"name": f"n{at}", "title": f"N {at}", "data": str(folder / str(at))} for at in range(len(cards)))
    settings = [{"station": one, "card": {"device": card}} for one, card in zip(stations, cards, strict=True)]
    return group_of([Start.of(None, one) for one in settings])


def test_a_lone_station_has_a_card_only_where_it_names_one(tmp_path: Path) -> None:
    assert list(members(group(tmp_path, ""))) == ["engine", "outputs", "planner", "web"]
    assert list(members(group(tmp_path, "usb"))) == ["engine", "outputs", "card", "planner", "web"]


def test_a_station_hears_controllers_where_it_says_so(tmp_path: Path) -> None:
    heard = {"station": {"data": str(tmp_path)}, "midi": {"enabled": True, "api": "jack"}}
    alone = group_of([Start.of(None, heard)])
    assert list(members(alone)) == ["engine", "outputs", "midi", "planner", "web"]
    assert alone[0].documents["midi"] == {
        "enabled": True, "api": "jack", "controllers": [], "clock": [], "clock_offset_ms": 0.0,
    }  # fmt: skip


def test_in_a_group_each_station_that_names_a_card_has_its_own(tmp_path: Path) -> None:
    three = group(tmp_path, "usb", "", "hdmi")
    found = members(three)
    assert [name for name in found if name.startswith("card")] == ["card/n0", "card/n2"]
    assert found["card/n2"] == [three[2]]
    assert len(found["engine"]) == 3
    assert str(tmp_path / "2" / "run" / "card.json") in commands(three)["card/n2"]
