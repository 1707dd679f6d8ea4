"""Artist lines and titles as the names that separation compares."""

import re
import unicodedata

#: What stands between two names on an artist line. A bare "x" only between other words: "Malcolm X" is one
#: name. "AC/DC" becomes two, which separates it from itself as well as one would.
_BETWEEN = re.compile(
    r"\s*(?:,|;|&|\+|\||/|／|、|×)\s*"
    r"|\s+(?:feat|ft|vs|pres|w)\.?\s+|\s+w/\s*"
    r"|\s+(?:featuring|versus|presents|with|x)\s+",
    re.IGNORECASE,
)
_GUESTS = re.compile(r"[(\[]\s*(?:feat|ft|featuring|with)\b\.?\s+([^)\]]+)[)\]]", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_VERSION = re.compile(
    r"\s+-\s+[^-]*\b(?:mix|remix|edit|version|remaster(?:ed)?|instrumental|live|dub)\b.*$", re.IGNORECASE
)
_NOBODY = frozenset({"", "unknown", "unknown artist", "various", "various artists", "va", "n a"})


def normalise(name: str) -> str:
    """``name`` without case, accents, punctuation and a leading "the"; as it was where nothing else is
    left."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    bare = " ".join(re.sub(r"[^\w]+", " ", bare).split())
    return bare.removeprefix("the ") or name.strip().casefold()


def names(artist: str, title: str = "") -> frozenset[str]:
    """Every name of an artist line, guests named in the title included; nobody where the tag is silent."""
    guests = _GUESTS.findall(title)
    parts = [part for line in (artist.strip("()[] "), *guests) for part in _BETWEEN.split(_open(line))]
    return frozenset(normalise(part) for part in parts if part.strip()) - _NOBODY


def title_key(title: str) -> str:
    """A title without what tells versions apart: another mix of a song is the same song to a listener."""
    bare = _VERSION.sub("", _BRACKETS.sub("", title))
    return normalise(bare) or normalise(title)


def _open(line: str) -> str:
    """``A (feat. B)`` without the brackets."""
    return re.sub(r"[()\[\]]", " ", line)
