"""What two spellings of a word have in common: case and accents do not count."""

import re
import unicodedata

LETTERS = {  # without an accent to take off. SQLite's index is told of them here; PostgreSQL's `unaccent` knows them
    "ß": "ss",
    "ẞ": "ss",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "Ð": "d",
    "þ": "th",
    "Þ": "th",
    "ı": "i",
    "ё": "е",
    "Ё": "Е",
}
_LETTERS = str.maketrans(LETTERS)
_ACCENTS = re.compile("[\u0300-\u036f]+")


def without_odd_letters(text: str) -> str:
    """The text, with `LETTERS` written by others."""
    return text if text.isascii() else text.translate(_LETTERS)


def folded(word: str) -> str:
    """The word in lower case, without accents."""
    if word.isascii():
        return word.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word.translate(_LETTERS)))
    return unicodedata.normalize("NFC", bare).lower()
