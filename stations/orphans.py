"""Processes that play on without a supervisor."""

from engine.client import ask
from engine.errors import EversetError
from engine.places import Places
from stations.alive import Alive
from stations.children import kind, members
from stations.roll import Roll, read_roll
from stations.station import Group


def orphans(group: Group) -> Roll:
    """Those of ``group`` that live: who is on the roll, else whoever answers in a process's name. A roll is behind
    where its supervisor died, or the disk was full, between a start and a note of it; a second one beside the first
    would be refused the station for ever."""
    found = {name: one for name, one in read_roll(group[0].places).items() if Alive.find(one)}
    for name, carried in members(group).items():
        if name not in found and (one := answering(carried[0].places, kind(name))):
            found[name] = one.identity
    return found


def answering(places: Places, process: str) -> Alive | None:
    """Who answers as that process of the station."""
    try:
        return Alive.at(int(ask(places.socket(process), "status")["pid"]))
    except EversetError:
        return None
