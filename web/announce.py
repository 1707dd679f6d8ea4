"""What pages are told when something changed."""

import asyncio
from typing import Any

from msgspec.structs import asdict

from web.documents import ballot_document, health_document, now_document
from web.hub import Hub
from web.knowledge import Knowledge
from web.session import Sessions
from web.timeline import Timeline, number, text, texts

TOGETHER = 0.05  # seconds: counts go out at once, and while votes pour in at most twenty times a second


class Announce:
    """Builds messages from ``knowledge`` and sends them through ``hub``."""

    def __init__(self, hub: Hub, knowledge: Knowledge, sessions: Sessions) -> None:
        self.hub = hub
        self.knowledge = knowledge
        self.sessions = sessions
        self._waiting: asyncio.TimerHandle | None = None
        self._counted_again = False

    def state(self, listener: str) -> dict[str, Any]:
        """Everything that a page shows: each message's document under its type."""
        known = self.knowledge
        return {
            **self._timeline(),
            "now": self.personal_now(listener),
            "ballot": {**ballot, **self.personal_ballot(listener)} if (ballot := self._ballot()) else None,
            "seam": self._seam(),
            "health": self._health(),
            **self._match(),
            "history": known.history,
            "set_aside": known.set_aside,
        }

    def now(self) -> None:
        """What is on air or planned changed."""
        self.hub.publish("now", self._timeline(), self.personal_now)

    def listening(self, key: str) -> None:
        """The connections of the listener with this listen key changed."""
        for page in [page for page in self.hub.pages if page.listen_key == key]:
            self.hub.tell(page, "now", self.present(page.listener))

    def present(self, listener: str) -> dict[str, Any]:
        """The whole ``now`` message of one listener."""
        return {**self._timeline(), **self.personal_now(listener)}

    def seam(self) -> None:
        """There is another picture."""
        self.hub.publish("seam", self._seam() or {"at_frame": None})

    def ballot(self) -> None:
        """A ballot opened or closed."""
        if ballot := self._ballot():
            self.hub.publish("ballot", ballot, self.personal_ballot)

    def counts(self) -> None:
        """Somebody voted: everyone sees the counts at once, or together with the next votes."""
        if self._waiting is not None:
            self._counted_again = True
            return
        self.ballot()
        self._waiting = asyncio.get_running_loop().call_later(TOGETHER, self._counts_again)

    def _counts_again(self) -> None:
        self._waiting = None
        if self._counted_again:
            self._counted_again = False
            self.counts()

    def match(self) -> None:
        """A ballot or duel was decided, or a competitor was born."""
        self.hub.publish("match", self._match())

    def health(self) -> None:
        """The heartbeat."""
        self.hub.publish("health", self._health())

    def personal_now(self, listener: str) -> dict[str, Any]:
        """What ``listener`` hears."""
        return asdict(now_document(self.knowledge, self.sessions, listener))

    def personal_ballot(self, listener: str) -> dict[str, Any]:
        """What ``listener`` voted for."""
        return {"my_vote": self.knowledge.my_votes.get(listener)}

    def _timeline(self) -> dict[str, Any]:
        return {"timeline": timeline_entries(self.knowledge.timeline, self.knowledge.outlines)}

    def _ballot(self) -> dict[str, Any] | None:
        document = ballot_document(self.knowledge, None)
        if document is None:
            return None
        facts = asdict(document)
        del facts["my_vote"]
        return facts

    def _seam(self) -> dict[str, Any] | None:
        picture = self.knowledge.picture
        return asdict(picture) if picture else None

    def _match(self) -> dict[str, Any]:
        return {"standings": self.knowledge.standings, "matches": self.knowledge.matches}

    def _health(self) -> dict[str, Any]:
        return asdict(health_document(self.knowledge))


def timeline_entries(timeline: Timeline, outlines: dict[int, list[int]]) -> list[dict[str, Any]]:
    """The marks as a page reads them: which title from which frame on with its outline, which seam from where to
    where."""
    return [
        {
            "at": mark.at,
            "kind": mark.kind,
            "track": mark.track,
            "title": mark.title,
            "artist": mark.artist,
            "length": mark.length,
            "bpm": number(mark, "bpm"),
            "camelot": text(mark, "camelot"),
            "energy": number(mark, "energy"),
            "recipe": text(mark, "recipe"),
            "bars": number(mark, "bars"),
            "why": texts(mark, "why"),
            "outline": outlines.get(mark.at, []) if mark.kind == "track" else [],
        }
        for mark in timeline.marks
    ]
