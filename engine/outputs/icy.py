"""ICY metadata: titles inside the MP3 stream, every so many bytes, for players that ask for them."""

from collections.abc import Callable
from functools import lru_cache

from engine.outputs.tape import Tape

INTERVAL = 16_000  # bytes of sound between two places for a title: what Icecast uses
BLOCK = 16  # a title's length is counted in these
LONGEST = 255 * BLOCK - len("StreamTitle='';")

Part = tuple[memoryview | bytes, str | None]  # bytes of sound, or of a place for a title with the title there


class IcyStream:
    """Weaves titles into one listener's bytes. A title is sent where it changes, an empty block elsewhere."""

    def __init__(self, interval: int = INTERVAL, left: int | None = None, sent: str | None = None) -> None:
        self.interval = interval
        self.left = interval if left is None else left  # bytes of sound until the next place
        self.sent = sent  # the title that was sent last

    def parts(self, tape: Tape, start: int, end: int, title: Callable[[int | None], str]) -> list[Part]:
        """What to send of bytes ``[start, end)`` of ``tape``. ``title``: the one heard at a programme frame."""
        parts: list[Part] = []
        left, sent = self.left, self.sent
        while end - start >= left:
            parts.append((tape.view(start, start + left), None))
            start += left
            now = title(tape.frame_of(tape.number_at(start - 1)))
            parts.append((metadata(now) if now != sent else b"\0", now))
            left, sent = self.interval, now
        return [*parts, (tape.view(start, end), None)]

    def advance(self, parts: list[Part], count: int) -> tuple[int, bytes]:
        """The first ``count`` bytes of ``parts`` are on their way: how many of them are sound, and the rest of the
        title that was cut, which has to come first."""
        sound = 0
        for data, title in parts:
            if count <= 0:
                break
            if title is None:
                taken = min(count, len(data))
                sound += taken
                self.left -= taken
            else:
                self.left, self.sent = self.interval, title
                if count < len(data):
                    return sound, bytes(data[count:])
            count -= len(data)
        return sound, b""


@lru_cache(maxsize=16)
def metadata(title: str) -> bytes:
    """A metadata block: its length in 16 bytes, then ``StreamTitle='...';`` in UTF-8, padded with zeros.

    Players look for ``';``, and many stop at the first quote: an apostrophe becomes a typographic one. What
    is too long is cut between characters."""
    plain = " ".join(title.replace("'", "’").replace("\0", " ").split())
    text = plain.encode()[:LONGEST].decode(errors="ignore").encode()
    content = b"StreamTitle='" + text + b"';"
    blocks = -(-len(content) // BLOCK)
    return bytes([blocks]) + content.ljust(blocks * BLOCK, b"\0")
