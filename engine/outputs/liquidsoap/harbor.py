"""What is said to an ``input.harbor``, and what its answers mean.

Liquidsoap 2.1 answers 200 before it knows whether another source has the mount, and then closes; from 2.4.4 on it says
403. Without a content type it tells a wrong mount and a wrong password as it does to a source, and then refuses with
501: so both are tried without touching what is on air."""

from engine.errors import OutputTrouble
from engine.mounts import LiquidsoapInput
from engine.outputs.upstream import troubles, words

CONTENT_TYPE = "audio/wav"  # of those that Liquidsoap takes titles for (settings.harbor.icy_formats)


def source(place: LiquidsoapInput) -> bytes:
    """Asks to be the source of ``place``."""
    return words.source(place, {"Content-Type": CONTENT_TYPE})


def trial(place: LiquidsoapInput) -> bytes:
    """Asks for the same in a way that is refused where all else is right."""
    return words.source(place, {})


def taken(place: LiquidsoapInput, head: bytes) -> None:
    """Raises OutputTrouble unless ``head`` says that the source is taken."""
    number, said = words.status(head)
    if number != 200:
        raise refused(place, number, said)


def tried(place: LiquidsoapInput, head: bytes) -> None:
    """Raises OutputTrouble unless ``head``, the answer to a trial, says that mount and password are right; whether
    somebody is on air there makes no difference."""
    number, said = words.status(head)
    if number not in (403, 501):
        raise refused(place, number, said)


def refused(place: LiquidsoapInput, number: int, said: str) -> OutputTrouble:
    """It answers, and does not take the sound."""
    if number == 404:
        advice = "name one that its script has, or add input.harbor to the script"
        return OutputTrouble("no such mount", f"{place.where} has no such mount: {advice}")
    if number == 403:
        return busy(place)
    return troubles.refused(place, number, said)


def busy(place: LiquidsoapInput) -> OutputTrouble:
    """Another source is on the mount."""
    return OutputTrouble(
        "mount busy",
        f"{place.where} closed the connection as soon as it was open: another source has the mount "
        "(stop that, or name another mount), or it can't decode WAV (its log says so)",
        most=troubles.SOON,  # it may be our own, cut off, of which Liquidsoap has not heard yet
    )
