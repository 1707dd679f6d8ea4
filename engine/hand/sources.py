"""Who has a hand on what: what a source has claimed is the automation's again when it has gone.

A source is a controller, a page: whatever it calls itself; who names none is the connection by which it came."""

from collections.abc import Iterable

from engine.bus import Message
from engine.programme.touch import Touch

NOBODY = ""  # claims that an engine found when it came up: whoever comes back first has them
GRACE_SECONDS = 10.0  # for that


class Sources:
    """Logic alone. ``holders``: who has what, by the name of the place; what was given back nobody has."""

    def __init__(self, found: Iterable[str] = ()) -> None:
        self.holders: dict[str, str] = dict.fromkeys(found, NOBODY)
        self._connections: dict[str, set[int]] = {}

    @property
    def names(self) -> list[str]:
        """The sources that are there."""
        return sorted(self._connections)

    def of(self, request: Message) -> str:
        """The source that asks; it is there from now on."""
        connection = int(request.get("connection", 0))
        source = str(request.get("source") or f"connection {connection}")
        self._connections.setdefault(source, set()).add(connection)
        for place in self.held_by(NOBODY):
            self.holders[place] = source
        return source

    def note(self, touch: Touch, source: str) -> None:
        """``source`` asked for it."""
        if touch.doing == "release":
            self.holders.pop(touch.place, None)
        else:
            self.holders[touch.place] = source

    def held_by(self, source: str) -> list[str]:
        """What it has claimed."""
        return [place for place, holder in self.holders.items() if holder == source]

    def left(self, connection: int) -> list[str]:
        """A connection has ended: the sources that are gone with it."""
        gone = []
        for source, connections in list(self._connections.items()):
            connections.discard(connection)
            if not connections:
                self.gone(source)
                gone.append(source)
        return gone

    def gone(self, source: str) -> None:
        """It said good-bye."""
        self._connections.pop(source, None)
