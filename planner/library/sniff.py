"""Tells text under a music file's name from music, by its first bytes."""

from pathlib import Path

from engine.errors import SetAside

HEAD = 4096  # bytes that decide


def refuse_text(path: Path) -> None:
    """SetAside when the file's head is text; OSError when it can't be read."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if is_text(head):
        raise SetAside("text", "text under a music file's name: remove it, or get the music itself")


def is_text(head: bytes) -> bool:
    """True for UTF-8 without control bytes; every audio format has some in its head."""
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) == HEAD  # a character cut in two at the end
    return bool(head)
