"""Which topics an article gets for the words of its title and its excerpt, compared as search compares them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from articles.search.folding import folded
from articles.search.marks import Wanted
from articles.search.query import Term, words_of


class Rule(NamedTuple):
    """Words or phrases of which any puts an article under a topic, and those of which any keeps it away."""

    topic: int
    words: Sequence[str]
    without: Sequence[str] = ()


class Rules:
    """Rules ready to be held against many articles."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(topic, Wanted(terms_of(words)), Wanted(terms_of(without))) for topic, words, without in rules]

    def topics(self, title: str, excerpt: str) -> list[int]:
        """The topics of the rules that such an article fits, in the order of the rules, each once."""
        if not self._rules:
            return []
        letters = folded(f"{title}\n{excerpt}")
        texts = letters.partition("\n")
        return list(
            dict.fromkeys(rule[0] for rule in self._rules if rule[1].may_stand_in(letters) and _fits(rule, texts))
        )


def terms_of(lines: Iterable[str]) -> list[Term]:
    """The words of each line, one after the other; no term for a line that has none."""
    return [term for line in lines if (term := words_of(line))]


def _fits(rule: tuple[int, Wanted, Wanted], texts: Iterable[str]) -> bool:
    _topic, words, without = rule
    return any(map(words.stand_in, texts)) and not any(map(without.stand_in, texts))
