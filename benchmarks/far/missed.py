"""What one listener has of what another one has, MP3 frame by MP3 frame: an encoder makes each but once, so that equal
bytes are the same frame, and silence goes by its neighbours."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct


class Missed(Struct):
    """In frames, from the first to the last that both have. ``holes``: where in the reference frames are missing, and
    how many; ``twice``: those that came again; ``strange``: those that the reference does not have."""

    heard: int
    holes: list[tuple[int, int]]
    twice: int
    strange: int


def missed(listener: Iterable[bytes], reference: list[bytes]) -> Missed:
    """``listener`` against ``reference``."""
    places = _common(list(_places(listener, reference)))
    known = [place for place in places if place is not None]
    there = set(known)
    holes: list[tuple[int, int]] = []
    for place in range(min(there, default=0), max(there, default=0)):
        if place in there:
            continue
        if holes and sum(holes[-1]) == place:
            holes[-1] = (holes[-1][0], holes[-1][1] + 1)
        else:
            holes.append((place, 1))
    return Missed(len(there), holes, len(known) - len(there), len(places) - len(known))


def _common(places: list[int | None]) -> list[int | None]:
    """``places`` from the first to the last that is known; all of them where none is."""
    known = [at for at, place in enumerate(places) if place is not None]
    return places[known[0] : known[-1] + 1] if known else places


def _places(listener: Iterable[bytes], reference: list[bytes]) -> Iterator[int | None]:
    found: defaultdict[bytes, list[int]] = defaultdict(list)
    for place, frame in enumerate(reference):
        found[frame].append(place)
    last = -1
    for frame in listener:
        where = found.get(frame, [])
        if last + 1 < len(reference) and reference[last + 1] == frame:
            last += 1
        elif where:
            last = min(where, key=lambda place: abs(place - last))
        yield last if where else None
