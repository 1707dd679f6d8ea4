"""What is heard at a frame, from the engine's marks."""

from typing import Any

import msgspec

from engine.programme.programme import Mark


class Titles:
    """The marks by now, and the station's name for when none fits."""

    def __init__(self, station: str) -> None:
        self.station = station
        self._marks: list[Mark] = []

    def follow(self, marks: list[Mark]) -> None:
        """Take the engine's marks, sorted by frame; those of a moment ago are still being heard."""
        self._marks = marks

    def follow_event(self, event: dict[str, Any]) -> None:
        """Take the marks of the engine's ``programme`` event."""
        self.follow(msgspec.convert(event["marks"], list[Mark]))

    def at(self, frame: int | None) -> str:
        """The title at programme frame ``frame``; the station's name during the ident and before the first
        track."""
        if frame is None:
            return self.station
        named = [mark for mark in self._marks if mark.at <= frame and self._counts(mark, frame)]
        if not named or named[-1].kind == "ident":
            return self.station
        return title(named[-1]) or self.station

    @staticmethod
    def _counts(mark: Mark, frame: int) -> bool:
        return mark.kind == "track" or (mark.kind == "ident" and frame < mark.at + mark.length)


def title(mark: Mark) -> str:
    """ "Artist - Title", the form that players split."""
    return " - ".join(part for part in (mark.artist, mark.title) if part)
