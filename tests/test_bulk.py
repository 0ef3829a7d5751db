"""Rows by the hundred."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from articles import bulk
from articles.models import Article, Picture, Provider, RelatedArticle
from tests import make

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 5, 1, 12, 0, 0, 250_000, tzinfo=UTC)
OUTLET = ("id", "domain", "shown_domain", "name", "named_at", "description", "other_names", "extra")
EDITABLE = ("edited_fields", "created_at", "modified_at")


def outlet(pk, **changes):
    values = {"id": pk, "domain": f"{pk}.example", "shown_domain": "", "name": "N", "named_at": NOON}
    values |= {"description": "", "other_names": ["é", 1], "extra": {"a": [None, True]}, "edited_fields": []}
    values |= {"created_at": NOON, "modified_at": NOON, **changes}
    return tuple(values[name] for name in (*OUTLET, *EDITABLE))


def test_inserted_row_reads_as_django_would_have_written_it():
    [pk] = bulk.next_ids(Provider, 1)
    bulk.insert(Provider, (*OUTLET, *EDITABLE), [outlet(pk)])
    row = Provider.objects.get(pk=pk)
    assert (row.named_at, row.other_names, row.extra) == (NOON, ["é", 1], {"a": [None, True]})
    assert Provider.objects.filter(named_at=NOON, other_names=["é", 1]).exists()


@pytest.mark.parametrize("text", ["\\N", "a\tb\\n\nc", "\\", "'; DROP TABLE x; --", "ﷺ🤖%s"])
def test_text_arrives_as_it_is(text):
    bulk.insert(Provider, (*OUTLET, *EDITABLE), [outlet(*bulk.next_ids(Provider, 1), description=text)])
    assert Provider.objects.get().description == text


def test_ids_are_new_and_the_next_row_of_django_has_another():
    first = Picture.objects.create(url="https://x.example/1")
    ids = bulk.next_ids(Picture, 3)
    bulk.insert(Picture, ("id", "url", "base_url", "file"), [(pk, f"https://x.example/b{pk}", "", "") for pk in ids])
    last = Picture.objects.create(url="https://x.example/2")
    assert len({first.pk, *ids, last.pk}) == 5


def test_nothing_is_fine():
    assert bulk.next_ids(Picture, 0) == []
    bulk.insert(Picture, ("url",), [])
    bulk.update(Picture, ("url",), [])


def test_update_changes_the_rows_it_names_and_no_other():
    rows = [Provider.objects.create(domain=f"{n}.example", name="Old") for n in range(3)]
    bulk.update(Provider, ("name", "extra"), [("New", {"a": 1}, rows[1].pk)])
    assert list(Provider.objects.order_by("pk").values_list("name", "extra")) == [
        ("Old", {}),
        ("New", {"a": 1}),
        ("Old", {}),
    ]


def test_update_takes_values_of_every_kind():
    row = Provider.objects.create(domain="a.example", name="Old", named_at=NOON)
    article = make.article(heat=1, published=True)
    names = ("name", "named_at", "description", "other_names")
    bulk.update(Provider, names, [("", None, 'a,"b\\{}', ["x", {"y": 1.5}], row.pk)])
    bulk.update(Article, ("heat", "published", "updated_at"), [(None, None, NOON, article.pk)])
    assert Provider.objects.values_list(*names).get(pk=row.pk) == ("", None, 'a,"b\\{}', ["x", {"y": 1.5}])
    assert Article.objects.values_list("heat", "published", "updated_at").get() == (None, None, NOON)


if connection.vendor == "postgresql":  # SQLite takes texts of any length

    def test_update_does_not_cut_what_is_too_long():
        row = Provider.objects.create(domain="a.example", name="Old")
        with pytest.raises(DataError), transaction.atomic():
            bulk.update(Provider, ("name",), [("x" * 201, row.pk)])


def test_constraints_hold():
    article = make.article()
    names = ("article_id", "position", "type", "title", "excerpt", "original_url", "web_url", "amp_web_url")
    row: tuple[Any, ...] = (article.pk, 0, "article", "", "", "", "", "", "", article.provider_id, {})
    with pytest.raises(IntegrityError, match="related_has_a_title"), transaction.atomic():
        bulk.insert(RelatedArticle, (*names, "cdn_amp_web_url", "provider_id", "extra"), [row])
