"""Cuts the sound where its title changes."""

from bisect import bisect
from collections.abc import Callable, Iterator

from engine.outputs.follower import Piece

Title = Callable[[int | None], str]


def parts(piece: Piece, title: Title) -> Iterator[tuple[Piece, str]]:
    """``piece`` in parts of one title each. It is so short that no title comes and goes within it."""
    samples, frame = piece
    if frame is None:
        yield piece, title(None)
        return
    before, after = title(frame), title(frame + len(samples) - 1)
    places = range(len(samples))
    cut = bisect(places, False, key=lambda place: title(frame + place) != before) if before != after else len(samples)
    yield Piece(samples[:cut], frame), before
    if cut < len(samples):
        yield Piece(samples[cut:], frame + cut), after
