"""The language of the search box, without a database."""

from datetime import date

import pytest

from articles.search.marks import Wanted
from articles.search.query import MOST_WORDS, Filter, Notice, Query, parsed
from articles.search.stemming import stem
from articles.search.tokens import tokens

MOON, MARS, LANDING = ("moon",), ("mars",), ("landing",)
UNDERSTOOD = {
    "nothing": ("", Query()),
    "words": ("moon  landing", Query(((MOON,), (LANDING,)))),
    "phrase": ('"moon landing"', Query(((("moon", "landing"),),))),
    "phrase in other quotes": ("„moon landing“", Query(((("moon", "landing"),),))),
    "not": ("moon -mars", Query(((MOON,),), (MARS,))),
    "not that phrase": ('-"moon landing"', Query((), (("moon", "landing"),))),
    "or": ("moon OR mars landing", Query(((MOON, MARS), (LANDING,)))),
    "or of three": ("moon OR mars OR landing", Query(((MOON, MARS, LANDING),))),
    "or in small letters": ("moon or mars", Query(((MOON,), (("or",),), (MARS,)))),
    "topic": ("topic:space", Query(filters=(Filter("topic", "space", False),))),
    "topic in capitals": ("TOPIC:space", Query(filters=(Filter("topic", "space", False),))),
    "topic with blanks": ('topic:"deep sea"', Query(filters=(Filter("topic", "deep sea", False),))),
    "all but a topic": ("-topic:space", Query(filters=(Filter("topic", "space", True),))),
    "outlet": ("from:nasa.gov", Query(filters=(Filter("from", "nasa.gov", False),))),
    "type": ("type:Video", Query(filters=(Filter("type", "video", False),))),
    "year": ("after:2023", Query(after=date(2023, 1, 1))),
    "month": ("before:2023-06", Query(before=date(2023, 6, 1))),
    "day": ('after:"2023-06-03"', Query(after=date(2023, 6, 3))),
    "narrowest of times": ("after:2022 after:2023", Query(after=date(2023, 1, 1))),
    "punctuation within": ("don't github-to-sqlite", Query(((("don", "t"),), (("github", "to", "sqlite"),)))),
    "punctuation around": ("(C++), ^moon* -", Query(((("C",),), (MOON,)))),
    "name of a column": ("title:moon", Query(((("title", "moon"),),))),
    "accents": ("e\u0301te\u0301", Query(((("été",),),))),
    "vowel signs": ("हिन्दी", Query(((("हिन्दी",),),))),
    "twice": ("-mars -mars topic:a topic:a", Query((), (MARS,), (Filter("topic", "a", False),))),
}  # fmt: skip
TOLD = {
    "open quote": ('"moon', Notice("quote"), ((MOON,),)),
    "or with nothing before": ("OR moon", Notice("or"), ((MOON,),)),
    "or with nothing behind": ("moon OR", Notice("or"), ((MOON,),)),
    "or before not": ("moon OR -mars", Notice("or"), ((MOON,),)),
    "or before a topic": ("moon OR topic:mars", Notice("or"), ((MOON,),)),
    "or twice": ("moon OR OR mars", Notice("or"), ((MOON, MARS),)),
    "no such month": ("moon after:2023-13", Notice("date", "after:2023-13"), ((MOON,),)),
    "no such day": ("moon before:2023-02-29", Notice("date", "before:2023-02-29"), ((MOON,),)),
    "year of no news": ("moon after:0000", Notice("date", "after:0000"), ((MOON,),)),
    "not after": ("moon -after:2023", Notice("date", "-after:2023"), ((MOON,),)),
    "blank behind": ("topic: moon", Notice("no value", "topic:"), ((MOON,),)),
    "no such type": ("type:song moon", Notice("type", "song"), ((MOON,),)),
    "emoji": ("moon 🚀", Notice("no words", "🚀"), ((MOON,),)),
    "no time between": ("moon after:2024 before:2023", Notice("no time between"), ((MOON,),)),
    "too many": ("moon " * 99, Notice("many"), ((MOON,),) * MOST_WORDS),
}


@pytest.mark.parametrize(("text", "query"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_text_is_understood(text, query):
    assert parsed(text) == query


@pytest.mark.parametrize(("text", "notice", "groups"), TOLD.values(), ids=TOLD)
def test_what_is_not_understood_is_told_and_the_rest_is_taken(text, notice, groups):
    query = parsed(text)
    assert (notice in query.notices, query.groups) == (True, groups)


@pytest.mark.parametrize("text", ["", " ", "()", "🚀", "topic:", "OR", "after:soon", "\x00", "\ud800"])
def test_what_asks_for_nothing_is_known(text):
    assert not parsed(text).asks


@pytest.mark.parametrize(
    ("words", "root"),
    [
        ("connect connected connecting connection connections", "connect"),
        ("engine engines engined", "engin"),
        ("hopping hopped hop", "hop"),
        ("ponies pony", "poni"),
        ("relational relate related", "relat"),
        ("technology technologies", "technologi"),
        ("hopefulness hopeful", "hope"),
        ("rolling roll", "roll"),
        ("us", "us"),
        ("2023", "2023"),
        ("é", "é"),
    ],
)
def test_forms_of_a_word_have_one_stem(words, root):
    assert {stem(word) for word in words.split()} == {root}


@pytest.mark.parametrize(
    ("asked", "text", "marks"),
    [
        ("engine", "Engines, an ENGINE, engravings", ["Engines", "ENGINE"]),
        ('"moon landing"', "Moon landings; the moon", ["Moon landings"]),
        ("naive", "A naïve model, nai\u0308ve", ["naïve", "nai\u0308ve"]),
        ("oresund", "Øresund", ["Øresund"]),
        ("don't", "I don’t, don", ["don’t"]),
        ("-moon mars", "moon mars", ["mars"]),
        ("חלל", "סוכנות חלל", ["חלל"]),
        ('"moon moon"', "moon moon moon", ["moon moon"]),
        ("topic:moon", "moon", []),
    ],
)
def test_what_was_asked_for_is_marked(asked, text, marks):
    parts = Wanted(parsed(asked).terms).parts(text)
    assert [part.text for part in parts if part.is_match] == marks
    assert "".join(part.text for part in parts) == text


def test_excerpt_begins_near_the_first_match():
    shown = "".join(part.text for part in Wanted([("moon",)]).excerpt("far " * 100 + "moon " + "away " * 100))
    assert shown.startswith("… far")
    assert "moon" in shown[:80]
    assert shown.endswith("away …")


@pytest.mark.parametrize("text", ["", "word " * 10, "word " * 100, "w" * 900, "moon " + "w" * 900, "w" * 900 + " moon"])
def test_excerpt_is_no_longer_than_it_may_be(text):
    assert len("".join(part.text for part in Wanted([("moon",)]).excerpt(text, 200))) <= 204


def test_tokens_do_not_depend_on_the_order_of_topics():
    assert tokens(1, "video", [3, 2]) == tokens(1, "video", [2, 3]) == "p1 video t2 t3"
