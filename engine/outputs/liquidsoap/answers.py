"""What the bodies of the command server's answers mean. Each raises CommandFailed for a body that it can't read."""

import re
from typing import NamedTuple, NoReturn

from engine.errors import CommandFailed

VERSION = re.compile(r"Liquidsoap\D*(\d+)\.(\d+)(?:\.(\d+))?(\S*)")
UPTIME = re.compile(r"(\d+)d (\d+)h (\d+)m (\d+)s")
PAIR = re.compile(r'(?m)^([^\s="]+)="((?:\\.|[^"\\])*)"$')
ESCAPED = re.compile(r"\\(x[0-9a-fA-F]{2}|\d{3}|.)")
LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b"}
CONNECTED = "source client connected from "


class Version(NamedTuple):
    """``more``: what a build says behind its number, such as "+dev"."""

    major: int
    minor: int
    patch: int
    more: str = ""

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}{self.more}"


class Variable(NamedTuple):
    """``type``: "float", "int", "bool", "string", or "unit" from 2.2 on."""

    name: str
    type: str


def version(body: str) -> Version:
    """ "Liquidsoap 2.3.2+dev"."""
    found = VERSION.match(body) or unread("version", body)
    return Version(int(found[1]), int(found[2]), int(found[3] or 0), found[4])


def uptime(body: str) -> int:
    """Seconds of "0d 00h 00m 22s"."""
    found = UPTIME.fullmatch(body.strip()) or unread("uptime", body)
    days, hours, minutes, seconds = map(int, found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def source(body: str) -> str | None:
    """Who feeds an input; None: nobody."""
    if body.startswith(CONNECTED):
        return body.removeprefix(CONNECTED).strip()
    return None if body.startswith("no source client") else unread("status", body)


def seconds(body: str) -> float:
    """ "1.32", and "0." too."""
    try:
        return float(body)
    except ValueError:
        return unread("a time", body)


def remaining(body: str) -> float | None:
    """Seconds; None where there is no end in sight."""
    return None if body.strip() == "(undef)" else seconds(body)


def number(body: str) -> int:
    """A request's."""
    try:
        return int(body)
    except ValueError:
        return unread("a number", body)


def numbers(body: str) -> list[int]:
    """Requests', with blanks between."""
    return [number(word) for word in body.split()]


def done(body: str) -> None:
    """ "Done", "Done." and "Done!" are all said."""
    if not body.startswith("Done"):
        unread("done", body)


def variables(body: str) -> list[Variable]:
    """ "name : type", a line each."""
    return [Variable(*part) for line in body.splitlines() if len(part := line.split(" : ")) == 2]


def metadata(body: str) -> dict[str, str]:
    """``key="value"``, a line each, with OCaml's escapes in the values."""
    return {key: ESCAPED.sub(_letter, value) for key, value in PAIR.findall(body)}


def history(body: str) -> list[dict[str, str]]:
    """What an output was given lately, the newest first: ``--- number ---`` and then metadata, each."""
    parts = re.split(r"(?m)^--- (\d+) ---$", body)[1:]
    found = zip(map(int, parts[::2]), map(metadata, parts[1::2]), strict=True)
    return [pairs for _, pairs in sorted(found, key=lambda one: one[0])]


def _letter(found: re.Match[str]) -> str:
    what = found[1]
    if len(what) == 3:
        return chr(int(what[1:], 16) if what[0] == "x" else int(what))
    return LETTERS.get(what, what)


def found(body: str) -> str:
    """A request's log or metadata. Raises CommandFailed when Liquidsoap does not know it (any longer)."""
    if body.startswith("No such request"):
        raise CommandFailed("Liquidsoap knows no such request: one that failed, or was played, is forgotten")
    return body


def unread(what: str, body: str) -> NoReturn:
    raise CommandFailed(f"Liquidsoap answers {body[:200]!r} where {what} was expected: is its version known here?")
