"""Keyword rules: which words of a title and an excerpt fit them."""

from itertools import product

import pytest

from articles.rules import Rule, Rules, terms_of
from articles.search.marks import Wanted
from articles.search.stemming import stem, traces

CASES = {
    "a word of the title": (["moon"], [], "The Moon", "", True),
    "a word of the excerpt": (["moon"], [], "", "About the moon.", True),
    "another form of the word": (["launch"], [], "Launching rockets", "", True),
    "a form that ends otherwise": (["company"], [], "Companies", "", True),
    "accents do not count": (["medecine"], [], "La Médecine", "", True),
    "accents of the rule do not count": (["Médecine"], [], "medecine", "", True),
    "capitals do not count": (["NASA"], [], "nasa", "", True),
    "a part of a word is none": (["ai"], [], "He said so", "", False),
    "words in a row": (["deep sea"], [], "The deep, sea", "", True),
    "words that are not in a row": (["deep sea"], [], "Deep in the sea", "", False),
    "no phrase from title to excerpt": (["deep sea"], [], "The deep", "Sea", False),
    "one of several": (["mars", "moon"], [], "The Moon", "", True),
    "a word that keeps it away": (["moon"], ["honey moon"], "The honey-moon", "", False),
    "only part of what keeps it away": (["moon"], ["honey moon"], "The moon", "Honey", True),
    "other scripts": (["поезд"], [], "Поезд идёт", "", True),
    "signs in a word": (["don't"], [], "I don't know", "", True),
    "no words": ([], [], "The Moon", "", False),
    "signs alone": (["!"], [], "!", "!", False),
}
ENDINGS = ["", "s", "es", "ies", "ing", "ed", "y", "er", "ational", "ization", "ability", "ibly", "iveness", "bl"]
BEGINNINGS = ["".join(parts) for parts in product(["a", "hop", "sky", "tt", "rel", "y", "ea", "pro", "b"], repeat=2)]


@pytest.mark.parametrize(("words", "without", "title", "excerpt", "fits"), CASES.values(), ids=CASES)
def test_article_fits_a_rule(words, without, title, excerpt, fits):
    assert Rules([Rule(7, words, without)]).topics(title, excerpt) == ([7] if fits else [])


def test_topics_come_in_the_order_of_the_rules_and_once():
    held = Rules([Rule(2, ["moon"]), Rule(1, ["mars"]), Rule(2, ["mars"]), Rule(3, ["sun"])])
    assert held.topics("Mars and Moon", "") == [2, 1]


def test_what_fits_by_its_title_is_marked_there():
    for words, _, title, excerpt, fits in CASES.values():
        marked = any(part.is_match for part in Wanted(terms_of(words)).parts(title))
        assert marked or not fits or excerpt


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_words_begin_with_a_trace_of_their_stem(beginning):
    words = [beginning + ending for ending in ENDINGS]
    assert [word for word in words if not word.startswith(traces(stem(word)))] == []
