"""What may be wrong between us and any server: each with the state that the output is then in, and what to do."""

from engine.errors import OutputTrouble
from engine.mounts import Mount

SELDOM = 15.0  # seconds between two attempts at what only a human can mend
SOON = 5.0  # at most, at what may mend itself


def unreachable(place: Mount, why: str) -> OutputTrouble:
    """Nobody answers there."""
    return OutputTrouble(
        "unreachable", f"{place.where} can't be reached ({why}): start it, or check host and port", most=SOON
    )


def silent(place: Mount, seconds: float) -> OutputTrouble:
    """Somebody is there and does not answer."""
    why = f"{place.where} did not answer within {seconds:.0f} s: see whether it hangs"
    return OutputTrouble("no answer", why, most=SOON)


def closed(place: Mount) -> OutputTrouble:
    """It has ended the connection."""
    return OutputTrouble("closed", f"{place.where} closed the connection: look at its log", most=SOON)


def stalled(place: Mount, seconds: float) -> OutputTrouble:
    """It does not read, or what lies between is cut."""
    advice = "see whether it hangs, or what lies between is cut"
    return OutputTrouble("stalled", f"{place.where} took nothing for {seconds:.0f} s: {advice}", most=SOON)


def wrong_password(place: Mount) -> OutputTrouble:
    """It knows no such source."""
    why = f"{place.where} refuses {place.user}'s password: set {place.login}"
    return OutputTrouble("wrong password", why, least=SELDOM)


def no_http(place: Mount) -> OutputTrouble:
    """It speaks something else."""
    return OutputTrouble(
        "refused", f"{place.where} answers what is no HTTP: name the port that takes sources", least=SELDOM
    )


def refused(place: Mount, number: int, words: str) -> OutputTrouble:
    """It answers with a refusal that says nothing more."""
    if number == 0:
        return no_http(place)
    if number == 401:
        return wrong_password(place)
    return OutputTrouble("refused", f"{place.where} answers {number} ({words}): look at its log", least=SELDOM)
