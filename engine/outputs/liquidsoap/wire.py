"""The command server's side of its protocol: bytes to whole answers.

A command is a line; an answer is its body, whose lines may end in any way, then ``\\r\\nEND\\r\\n``. There is no banner
and no prompt. ``exit`` and ``quit`` are answered with ``Bye!``, and a connection on which nothing was asked for too
long gets a farewell of its own: neither ends with ``END``, but with the connection."""

from engine.errors import CommandFailed

END = b"\r\nEND\r\n"
BYE = "Bye!"
TIMED_OUT = "Connection timed out.. Bye!"
LONGEST = 1_048_576  # bytes of an answer: ``help`` of a large script has some ten thousand


class Answers:
    """Takes what comes, gives whole bodies with their lines ended by ``\\n``."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._looked = 0  # there is no end before this byte

    def feed(self, data: bytes) -> list[str]:
        """The bodies that ``data`` completes, oldest first. Raises CommandFailed for one that does not end."""
        self._bytes += data
        bodies = []
        while (end := self._bytes.find(END, self._looked)) >= 0:
            bodies.append(text(self._bytes[:end]))
            del self._bytes[: end + len(END)]
            self._looked = 0
        self._looked = max(0, len(self._bytes) - len(END) + 1)
        if len(self._bytes) > LONGEST:
            raise CommandFailed(f"Liquidsoap's answer is longer than {LONGEST} bytes: is this its command server?")
        return bodies

    @property
    def rest(self) -> str:
        """What has come of an answer that is not whole; all of the last one, when the connection has ended."""
        return text(self._bytes).strip()


def text(body: bytes | bytearray) -> str:
    """``body`` as it is meant."""
    return body.decode(errors="replace").replace("\r\n", "\n")


def line(command: str) -> bytes:
    """``command`` as it is sent. Raises CommandFailed for what would be several, or none."""
    if not command.strip() or any(mark in command for mark in "\r\n\0"):
        raise CommandFailed(f"{command!r} is not one line: a command of Liquidsoap's server is")
    return f"{command}\n".encode()


def checked(command: str, body: str) -> str:
    """``body``, the answer to ``command``. Raises CommandFailed when it is an error."""
    if body.startswith("ERROR:"):
        raise CommandFailed(f"{command.split(maxsplit=1)[0]}: Liquidsoap says{body.removeprefix('ERROR')}")
    return body
