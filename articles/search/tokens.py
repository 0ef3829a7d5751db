"""The words that an article's outlet, type and topics stand for in the index, where no reader's word is."""

from collections.abc import Iterable

from articles.search.query import TYPES

EVERY = "any"  # stands with each article


def of_outlet(pk: int) -> str:
    return f"p{pk}"


def of_topic(pk: int) -> str:
    return f"t{pk}"


def tokens(provider: int, type_: str, topics: Iterable[int]) -> str:
    """What `Article.search_tokens` holds, from ids; blanks between."""
    kinds = [type_] if type_ in TYPES else []
    return " ".join([of_outlet(provider), *kinds, *map(of_topic, sorted(topics))])
