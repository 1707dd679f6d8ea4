"""What is heard at a frame, from the engine's marks."""

import asyncio
from typing import Any

import msgspec

from engine.programme.programme import Mark


class Titles:
    """The marks by now, and the station's name for when none fits. ``known``: the engine has told of them."""

    def __init__(self, station: str) -> None:
        self.station = station
        self.known = asyncio.Event()
        self._marks: list[Mark] = []

    def follow(self, marks: list[Mark]) -> None:
        """Take the engine's marks, sorted by frame; those of a moment ago are still being heard."""
        self._marks = marks
        self.known.set()

    def follow_event(self, event: dict[str, Any]) -> None:
        """Take the marks of the engine's ``programme`` event."""
        self.follow(msgspec.convert(event["marks"], list[Mark]))

    def at(self, frame: int | None) -> str:
        """The title at programme frame ``frame``; the station's name during the ident and before the first
        track."""
        playing = None if frame is None else self._playing(frame)
        return self.station if playing is None else title(playing) or self.station

    def _playing(self, frame: int) -> Mark | None:
        """The mark of the track at programme frame ``frame``; None during the ident and before the first track."""
        named = [mark for mark in self._marks if mark.at <= frame and self._counts(mark, frame)]
        return None if not named or named[-1].kind == "ident" else named[-1]

    def changes(self, first: int, last: int) -> list[tuple[int, Mark | None]]:
        """What plays at programme frame ``first``, and what begins behind it, before ``last``: frame and mark, None for
        the station itself."""
        frames = sorted({first, *(mark.at for mark in self._marks if first < mark.at < last)})
        return [(frame, self._playing(frame)) for frame in frames]

    @staticmethod
    def _counts(mark: Mark, frame: int) -> bool:
        return mark.kind == "track" or (mark.kind == "ident" and frame < mark.at + mark.length)


def title(mark: Mark) -> str:
    """ "Artist - Title", the form that players split."""
    return " - ".join(part for part in (mark.artist, mark.title) if part)
