"""What is said to an ``input.harbor``, and what its answers mean.

Liquidsoap 2.1 answers 200 before it knows whether another source has the mount, and then closes; from 2.4.4 on it says
403. Without a content type it tells a wrong mount and a wrong password as it does to a source, and then refuses with
501: so both are tried without touching what is on air."""

import base64
import re
from urllib.parse import urlencode

from engine.errors import OutputTrouble
from engine.settings import LiquidsoapInput

CONTENT_TYPE = "audio/wav"  # of those that Liquidsoap takes titles for (settings.harbor.icy_formats)
SELDOM = 15.0  # seconds between two attempts at what only a human can mend
STATUS = re.compile(rb"HTTP/\d\.\d (\d{3}) ?([^\r\n]*)")


def source(place: LiquidsoapInput) -> bytes:
    """Asks to be the source of ``place``; the sound follows as it is, without a length."""
    return _request("PUT", place.mount, place, {"Content-Type": CONTENT_TYPE})


def trial(place: LiquidsoapInput) -> bytes:
    """Asks for the same in a way that is refused where all else is right."""
    return _request("PUT", place.mount, place, {})


def title(place: LiquidsoapInput, song: str) -> bytes:
    """Has the mount show ``song`` from the sound that is sent next on."""
    query = urlencode({"mode": "updinfo", "mount": place.mount, "song": song, "charset": "UTF-8"})
    return _request("GET", f"/admin/metadata?{query}", place, {})


def _request(method: str, target: str, place: LiquidsoapInput, headers: dict[str, str]) -> bytes:
    login = base64.b64encode(f"{place.user}:{place.password.get_secret_value()}".encode()).decode()
    known = {
        "Host": f"{place.host}:{place.port}",
        "User-Agent": "Everset",
        "Authorization": f"Basic {login}",
        **headers,
    }
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in known.items()), "", ""]
    return "\r\n".join(lines).encode()


def status(head: bytes) -> tuple[int, str]:
    """The number and the words of an answer's first line; 0 when it is no HTTP."""
    found = STATUS.match(head)
    return (int(found[1]), found[2].decode(errors="replace").strip()) if found else (0, "")


def taken(place: LiquidsoapInput, head: bytes) -> None:
    """Raises OutputTrouble unless ``head`` says that the source is taken."""
    number, words = status(head)
    if number != 200:
        raise refused(place, number, words)


def tried(place: LiquidsoapInput, head: bytes) -> None:
    """Raises OutputTrouble unless ``head``, the answer to a trial, says that mount and password are right; whether
    somebody is on air there makes no difference."""
    number, words = status(head)
    if number not in (403, 501):
        raise refused(place, number, words)


def refused(place: LiquidsoapInput, number: int, words: str) -> OutputTrouble:
    """It answers, and does not take the sound."""
    where = f"Liquidsoap at {place.address}"
    if number == 0:
        return OutputTrouble("refused", f"{where} answers what is no HTTP: name its input.harbor's port", least=SELDOM)
    if number == 401:
        advice = "set the user and password of its input.harbor"
        return OutputTrouble("wrong password", f"{where} refuses {place.user}'s password: {advice}", least=SELDOM)
    if number == 404:
        advice = "name one that its script has, or add input.harbor to the script"
        return OutputTrouble("no such mount", f"{where} has no such mount: {advice}")
    if number == 403:
        return busy(place)
    return OutputTrouble("refused", f"{where} answers {number} ({words}): look at its log", least=SELDOM)


def busy(place: LiquidsoapInput) -> OutputTrouble:
    """Another source is on the mount."""
    return OutputTrouble(
        "mount busy",
        f"Liquidsoap at {place.address} closed the connection as soon as it was open: another source has the mount "
        "(stop that, or name another mount), or it can't decode WAV (its log says so)",
        most=5.0,  # it may be our own, cut off, of which Liquidsoap has not heard yet
    )


def unreachable(place: LiquidsoapInput, why: str) -> OutputTrouble:
    """Nobody answers there."""
    advice = "start it, or check host and port"
    return OutputTrouble("unreachable", f"Liquidsoap at {place.address} can't be reached ({why}): {advice}", most=5.0)


def silent(place: LiquidsoapInput, seconds: float) -> OutputTrouble:
    """Somebody is there and does not answer."""
    why = f"Liquidsoap at {place.address} did not answer within {seconds:.0f} s: see whether it hangs"
    return OutputTrouble("no answer", why, most=5.0)


def closed(place: LiquidsoapInput) -> OutputTrouble:
    """It has ended the connection."""
    return OutputTrouble("closed", f"Liquidsoap at {place.address} closed the connection: look at its log", most=5.0)


def stalled(place: LiquidsoapInput, seconds: float) -> OutputTrouble:
    """It does not read."""
    advice = "see whether it hangs, or what lies between is cut"
    return OutputTrouble(
        "stalled", f"Liquidsoap at {place.address} took nothing for {seconds:.0f} s: {advice}", most=5.0
    )
