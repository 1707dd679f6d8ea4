"""The stations' locks: one supervisor keeps a station."""

import fcntl
from contextlib import ExitStack
from typing import TextIO

from engine.errors import StationBusy
from engine.places import Places
from stations.station import Group


def claim(places: Places) -> TextIO:
    """One station's lock, held while the file is open. Raises StationBusy."""
    lock = places.supervisor_lock.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise StationBusy(
            f"a station already runs in {places.data}: everset status shows it; to have this code take over without a "
            f"gap: everset upgrade --data {places.data}; for another station name another folder with --data"
        ) from error
    return lock


def claim_all(group: Group) -> ExitStack:
    """The locks of all of them, or none. Raises StationBusy, with everyone who is kept already."""
    problems = []
    with ExitStack() as held:
        for station in group:
            try:
                held.enter_context(claim(station.places))
            except StationBusy as error:
                problems.append(str(error))
        if problems:
            raise StationBusy("\n".join(problems))
        return held.pop_all()
