"""Pieces of pages that are made once an edition; see `articles.fragments`."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.fragments import ALWAYS, Card, kept, values_of

register = template.Library()


@register.simple_tag
def card(article: Any, **words: Any) -> str:
    """components/card.html with these words. If the article is a `Card`, it is found once an edition, and made once for
    what its rows say.
    """
    if not isinstance(article, Card):
        return made({"article": article, **words})
    how = (get_language() or "", *(f"{name}={value}" for name, value in words.items()))
    return kept(article.cards.edition, ("card", article.pk, *how), lambda: card_of(article, words, how))


def card_of(place: Card, words: dict[str, Any], how: tuple[str, ...]) -> str:
    """The card that stands there; nothing, if its row is gone."""
    article = place.cards.rows.get(place.pk)
    if article is None:
        return ""
    topics = [link.topic for link in article.topic_links.all()]
    values = values_of(article, article.provider, article.lead_picture, *topics)
    edition = None if place.cards.edition is None else ALWAYS
    return kept(edition, ("card of", values, *how), lambda: made({"article": article, **words}))


def made(given: dict[str, Any]) -> str:
    return get_template("components/card.html").render(given)


class KeepNode(template.Node):
    def __init__(self, nodelist: NodeList, name: str, key: FilterExpression) -> None:
        self.nodelist, self.name, self.key = nodelist, name, key

    def render(self, context: Context) -> SafeString:
        key = self.key.resolve(context, ignore_failures=True)
        edition = context.get("edition") if key else None
        if edition is not None and key == "always":
            edition = ALWAYS
        return kept(edition, (self.name, str(key), get_language() or ""), lambda: self.nodelist.render(context))


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep "name" key %}…{% endkeep %}`: what stands between is made once an edition, for each key but a blank one;
    with the key "always", once.

    It may read nothing but what is the same for all pages of that key.
    """
    _tag, name, key = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, name.strip('"'), parser.compile_filter(key))
