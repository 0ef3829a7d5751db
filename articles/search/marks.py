"""Which parts of a text were asked for."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from articles.search.folding import folded
from articles.search.query import Term
from articles.search.stemming import stem, traces

LONGEST_EXCERPT = 200
_BEFORE = 60  # characters shown before the first word that was asked for, where the beginning is left out
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_FOLDED_WORD = re.compile("[^\\W_]+")


class Part(NamedTuple):
    """A part of a text, and whether it was asked for."""

    text: str
    is_match: bool


class Wanted:
    """The terms of a query, ready to be looked for in many texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        split = [tuple(_WORD.findall(" ".join(term))) for term in terms]
        self.terms = [tuple(stem(folded(word)) for word in term) for term in split if term]
        firsts = {word[0] for term in self.terms for word in term if word}
        self.firsts = firsts | {letter.upper() for letter in firsts}
        self._likely = [_beginnings(term) for term in self.terms]
        self._traces = [trace for term in self.terms for trace in traces(max(term, key=len))]

    def may_stand_in(self, letters: str) -> bool:
        """Whether it is worth looking: letters that one of them has are in a text, given folded. Takes little time."""
        for trace in self._traces:  # noqa: SIM110  (a generator takes twice as long)
            if trace in letters:
                return True
        return False

    def stand_in(self, letters: str) -> bool:
        """Whether one of them is in a text, given folded. Only words that begin alike are looked at."""
        return self.may_stand_in(letters) and any(
            (len(term) == 1 or likely.search(letters)) and _is_in(term, letters)
            for term, likely in zip(self.terms, self._likely, strict=True)
        )

    def parts(self, text: str) -> list[Part]:
        """The whole text, cut where what was asked for begins and ends."""
        parts, place = [], 0
        for start, end in self._spans(text):
            parts += [Part(text[place:start], False), Part(text[start:end], True)]
            place = end
        return [part for part in (*parts, Part(text[place:], False)) if part.text]

    def excerpt(self, text: str, longest: int = LONGEST_EXCERPT) -> list[Part]:
        """The same of as much as a card shows, from the beginning if something asked for is in it."""
        if len(text) <= longest:
            return self.parts(text)
        beginning = self.parts(_cut(text, longest))
        if any(part.is_match for part in beginning):
            return beginning
        first = next((start for start, _ in self._spans(text)), 0)
        start = text.find(" ", max(first - _BEFORE, 0), first) + 1 if first > _BEFORE else 0
        return self.parts(f"… {_cut(text[start:], longest)}") if start else beginning

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each, in order, none within another."""
        if not self.terms:
            return []
        words = [(match.start(), match.end(), self._stem(match[0])) for match in _WORD.finditer(text)]
        spans: list[tuple[int, int]] = []
        place = 0
        while place < len(words):
            length = max((len(term) for term in self.terms if _stands(term, words, place)), default=0)
            if length:
                spans.append((words[place][0], words[place + length - 1][1]))
            place += length or 1
        return spans

    def _stem(self, word: str) -> str:
        """The stem, or nothing for a word that cannot be one of ours."""
        return stem(folded(word)) if word[0] in self.firsts or not word[0].isascii() else ""


def _beginnings(term: Sequence[str]) -> re.Pattern[str]:
    """Words in a row that begin as those of the term do, and maybe others before."""
    words = [f"(?:{'|'.join(map(re.escape, traces(word)))})[^\\W_]*" for word in term]
    return re.compile(r"[\W_]+".join(words))


def _is_in(term: Sequence[str], letters: str) -> bool:
    """Whether the stems of words in a row of the folded text are these."""
    for trace in traces(term[0]):
        place = letters.find(trace)
        while place >= 0:
            if not (place and letters[place - 1].isalnum()) and _begins(term, letters, place):
                return True
            place = letters.find(trace, place + 1)
    return False


def _begins(term: Sequence[str], letters: str, place: int) -> bool:
    """Whether the words from a place on are these."""
    words = _FOLDED_WORD.finditer(letters, place)
    return all((word := next(words, None)) is not None and stem(word[0]) == wanted for wanted in term)


def _cut(text: str, longest: int) -> str:
    """Its beginning, up to the end of a word if there is one."""
    if len(text) <= longest:
        return text
    beginning = text[:longest]
    return f"{beginning.rpartition(' ')[0] or beginning} …"


def _stands(term: Sequence[str], words: Sequence[tuple[int, int, str]], place: int) -> bool:
    return all(place + n < len(words) and words[place + n][2] == wanted for n, wanted in enumerate(term))
