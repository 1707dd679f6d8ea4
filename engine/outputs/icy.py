"""ICY metadata: titles inside the MP3 stream, every so many bytes, for players that ask for them."""

INTERVAL = 16_000  # bytes of sound between two places for a title: what Icecast uses
BLOCK = 16  # a title's length is counted in these
LONGEST = 255 * BLOCK - len("StreamTitle='';")


class IcyStream:
    """Weaves titles into one listener's bytes. A title is sent where it changes, an empty block elsewhere."""

    def __init__(self, interval: int = INTERVAL) -> None:
        self._interval = interval
        self._left = interval
        self._sent: str | None = None

    def weave(self, data: bytes, title: str) -> bytes:
        """``data``, during which ``title`` is heard, with what metadata falls into it."""
        out = bytearray()
        while len(data) >= self._left:
            out += data[: self._left] + self._metadata(title)
            data = data[self._left :]
            self._left = self._interval
        self._left -= len(data)
        return bytes(out + data)

    def _metadata(self, title: str) -> bytes:
        if title == self._sent:
            return b"\0"
        self._sent = title
        return metadata(title)


def metadata(title: str) -> bytes:
    """A metadata block: its length in 16 bytes, then ``StreamTitle='...';`` in UTF-8, padded with zeros.

    Players look for ``';``, and many stop at the first quote: an apostrophe becomes a typographic one. What
    is too long is cut between characters."""
    plain = " ".join(title.replace("'", "’").replace("\0", " ").split())
    text = plain.encode()[:LONGEST].decode(errors="ignore").encode()
    content = b"StreamTitle='" + text + b"';"
    blocks = -(-len(content) // BLOCK)
    return bytes([blocks]) + content.ljust(blocks * BLOCK, b"\0")
