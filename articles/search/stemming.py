"""What the forms of an English word have in common, as the databases' indexes see it: Porter's algorithm.

Used to mark words; what is found, the databases decide. SQLite knows one ending more (`logi`).
"""

from functools import lru_cache

import snowballstemmer


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word in lower case; the word itself where it is too short, or not in English letters."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    return str(snowballstemmer.stemmer("porter").stemWord(word))  # one for each word: it is not for two threads at once


@lru_cache(maxsize=2_000)
def traces(stem: str) -> tuple[str, ...]:
    """Every word of this stem begins with one of these: for a quick look before words are stemmed.

    Most stems are what their words begin with. But `y` becomes `i`, an `e` may be added, `bl` may have been `bil`.
    """
    if stem.endswith("i"):
        return stem, f"{stem[:-1]}y"
    if stem.endswith("bl"):
        return stem, f"{stem[:-1]}il"
    return (stem[:-1] if stem.endswith("e") and len(stem) > 2 else stem,)
