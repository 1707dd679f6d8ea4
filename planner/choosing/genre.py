"""Genre tags: what strangers write, as the few genres that the specification's tables know."""

import re

import numpy as np

UNKNOWN = ""

#: Genre, its family, and what else it is called; the longest name found in a tag wins.
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("minimal techno", "techno", "minimal"),
    ("techno", "techno", "schranz|acid|electro techno"),
    ("house", "house", "acid house|french house|electro house|garage house|uk garage|2 step|big room"),
    ("deep house", "house", "organic house|lo-fi house|lofi house"),
    ("tech house", "house", ""),
    ("disco", "house", "nu disco|disco house|italo disco|italo"),
    ("progressive house", "trance", "melodic house|melodic techno"),
    ("trance", "trance", "psytrance|psy trance|goa|uplifting trance|vocal trance"),
    ("progressive trance", "trance", ""),
    ("drum and bass", "breaks", "drum & bass|drum n bass|drum'n'bass|dnb|d&b|liquid funk|neurofunk"),
    ("jungle", "breaks", "ragga jungle"),
    ("breakbeat", "breaks", "breaks|big beat|nu skool breaks|breakcore|idm"),
    ("dubstep", "breaks", "brostep|riddim|bass music|future bass"),
    ("hardcore", "hard", "gabber|hardstyle|happy hardcore|speedcore|hard dance|hard trance"),
    ("downtempo", "slow", "trip hop|trip-hop|dub|nu jazz|electronica"),
    ("chill-out", "slow", "chillout|chill out|chill|lounge|lo-fi|lofi|chillhop|easy listening"),
    ("ambient", "slow", "drone|new age|dark ambient|soundscape|meditation"),
    ("hip-hop", "urban", "hip hop|hiphop|rap|boom bap|grime"),
    ("trap", "urban", "drill|phonk"),
    ("r&b", "urban", "rnb|r'n'b|rhythm and blues|soul|neo soul|funk|motown"),
    ("reggae", "urban", "dancehall|ska|reggaeton|dembow"),
    ("pop", "song", "dance pop|synthpop|synth pop|electropop|indie pop|k-pop|j-pop|schlager|dance|eurodance"),
    ("synthwave", "song", "retrowave|outrun|darkwave|vaporwave|new wave|electro"),
    ("rock", "song", "indie|alternative|punk|grunge|indie rock|hard rock|post-rock|metal|heavy metal"),
    ("folk", "song", "country|singer-songwriter|acoustic|americana|blues"),
    ("latin", "song", "salsa|bachata|samba|bossa nova|cumbia|afrobeat|afrobeats"),
    ("jazz", "played", "swing|bebop|fusion|big band"),
    ("classical", "played", "orchestral|baroque|opera|soundtrack|score|chamber"),
    ("chiptune", "played", "8-bit|8bit|video game|game music|demoscene"),
)
GENRES: tuple[str, ...] = tuple(name for name, _, _ in _TABLE)
FAMILY: dict[str, str] = {name: family for name, family, _ in _TABLE}
_NAMES = {alias: name for name, _, aliases in _TABLE for alias in (name, *filter(None, aliases.split("|")))}
_FINDER = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(alias) for alias in sorted(_NAMES, key=len, reverse=True)) + r")(?!\w)"
)
#: Families between which a set moves without a break.
_NEIGHBOURS = frozenset(
    frozenset(pair)
    for pair in (
        ("techno", "house"), ("techno", "trance"), ("techno", "hard"), ("house", "trance"), ("house", "slow"),
        ("house", "song"), ("trance", "hard"), ("breaks", "hard"), ("breaks", "urban"), ("urban", "slow"),
        ("urban", "song"), ("played", "slow"), ("played", "song"),
    )
)  # fmt: skip
SAME, FAMILIAR, NEIGHBOUR, DOUBTFUL, FOREIGN = 1.0, 0.8, 0.5, 0.5, 0.15


def normalise(tag: str) -> str:
    """The genre that a tag means, UNKNOWN for none of ours. Of several ("House; Pop") the first one."""
    found = _FINDER.search(re.sub(r"[_\s]+", " ", tag.casefold()))
    return _NAMES[found[1]] if found else UNKNOWN


def compatibility(a: str, b: str) -> float:
    """0..1 for two normalised genres: how little a floor minds the change."""
    if not a or not b:
        return DOUBTFUL
    if a == b:
        return SAME
    if FAMILY[a] == FAMILY[b]:
        return FAMILIAR
    return NEIGHBOUR if frozenset((FAMILY[a], FAMILY[b])) in _NEIGHBOURS else FOREIGN


def index_of(genre: str) -> int:
    """The row of a normalised genre in COMPATIBILITY; the last row is the unknown one."""
    return GENRES.index(genre) if genre in FAMILY else len(GENRES)


COMPATIBILITY = np.array([[compatibility(a, b) for b in (*GENRES, UNKNOWN)] for a in (*GENRES, UNKNOWN)], np.float32)
