"""What is said to an Icecast about a mount, and what its answers mean.

With ``Expect: 100-continue`` 2.4 answers 100 at once and 200 somewhere in the stream, 2.5 only 100; old servers and
some proxies say nothing at all and take the sound. A refusal says why in its body alone: 403 is a busy mount, a content
type, or a limit. 2.4 takes any content type, and a source without one too; so a password is tried by asking for
something that nobody does, which leaves what is on air alone."""

from engine.errors import OutputTrouble
from engine.mounts import IcecastMount
from engine.outputs.format import Format
from engine.outputs.upstream import troubles, words
from engine.units import CHANNELS

BUSY, CONTENT_TYPE, FULL = "in use", "not supported", "too many sources"  # words of Icecast's own
TAKEN = (100, 200)


def source(place: IcecastMount, format_: Format, station: str) -> bytes:
    """Asks to be the source of ``place``. ``station``: the name where the mount has none of its own."""
    told = {
        "Ice-Name": place.name or " ".join(station.split()),
        "Ice-Description": place.description,
        "Ice-Genre": place.genre,
        "Ice-URL": place.url,
    }
    sound = f"ice-samplerate={format_.sample_rate};ice-bitrate={format_.bitrate_kbps};ice-channels={CHANNELS}"
    headers = {
        "Content-Type": format_.content_type,
        "Ice-Public": str(int(place.public)),
        "Ice-Bitrate": str(format_.bitrate_kbps),
        "Ice-Audio-Info": sound,
        **{name: value for name, value in told.items() if value},
        "Expect": "100-continue",
    }
    return words.source(place, headers)


def trial(place: IcecastMount) -> bytes:
    """Asks, as the source, for what no Icecast does."""
    return words.metadata(place, mode="trial")


def taken(place: IcecastMount, head: bytes, body: bytes, content_type: str) -> None:
    """Raises OutputTrouble unless ``head`` says that the source is taken; ``body`` says why it is not."""
    number, said = words.status(head)
    if number not in TAKEN:
        raise refused(place, number, said, body, content_type)


def tried(place: IcecastMount, head: bytes) -> None:
    """Raises OutputTrouble unless ``head``, the answer to a trial, says that the password is right: then there is no
    such source, or no such action."""
    number, said = words.status(head)
    if number not in (200, 400):
        raise refused(place, number, said, b"", "")


def told(place: IcecastMount, head: bytes, body: bytes) -> None:
    """Raises OutputTrouble unless this says that a title is taken: a refusal may come with a 200."""
    number, said = words.status(head)
    if number != 200:
        raise refused(place, number, said, body, "")
    if b"<return>1</return>" not in body:
        why = plain(body).removeprefix('<?xml version="1.0"?>').strip()[:200]
        raise OutputTrouble("title refused", f"{place.where} does not take titles ({why}): look at its log")


def refused(place: IcecastMount, number: int, said: str, body: bytes, content_type: str) -> OutputTrouble:
    """It answers, and does not take the sound."""
    why = plain(body)
    if number == 403 and BUSY in why:
        return busy(place)
    if number == 415 or (number == 403 and CONTENT_TYPE in why):
        advice = "choose another format, or an Icecast that takes it"
        return OutputTrouble(
            "refused content type", f"{place.where} does not take {content_type}: {advice}", least=troubles.SELDOM
        )
    if number == 403 and FULL in why:
        advice = "raise <sources> in its icecast.xml"
        return OutputTrouble("server full", f"{place.where} has as many sources as it takes: {advice}")
    return troubles.refused(place, number, said)


def busy(place: IcecastMount) -> OutputTrouble:
    """Another source is on the mount, or our own of before, which Icecast has not missed yet."""
    advice = "stop that source, or name another mount (one that was cut off is let go after <source-timeout>)"
    return OutputTrouble("mount busy", f"{place.where} has a source already: {advice}", most=2.0)


def plain(body: bytes) -> str:
    """``body`` in small letters."""
    return body.decode(errors="replace").lower()
