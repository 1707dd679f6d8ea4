"""Text as people search it: without case, accents and what a database can't hold."""

import unicodedata

# Letters that Unicode does not take apart, as people without that keyboard type them.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """``text`` for comparing: "Björk" and "BJORK" are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.translate(LETTERS).split())


def storable(text: str) -> str:
    """``text`` without the zero character, and with � for bytes of a file's name that are no UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "")


def pattern(word: str) -> str:
    """The LIKE pattern, escaped by a backslash, of text that contains ``word``."""
    for special in "\\%_":
        word = word.replace(special, "\\" + special)
    return f"%{word}%"
