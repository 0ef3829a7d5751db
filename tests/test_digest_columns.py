"""The digest of all content: each column and each row counts, or does not, as `articles.digest` says."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.db.models import F

from articles.digest import content_digest, digests
from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    Picture,
    Provider,
    ProviderPicture,
    RelatedArticle,
    RelatedPicture,
    Seed,
    Topic,
    TopicName,
    TopicPicture,
)
from tests import make, seeds
from tests.test_digest import write_everything

pytestmark = pytest.mark.django_db

PLACED = [ArticlePicture, ProviderPicture, RelatedPicture, TopicPicture]
CONTENT = [Article, ArticleTopic, Picture, Provider, RelatedArticle, Seed, Topic, TopicName, *PLACED]
OF_ANY_ROW = {"id", "position", "created_at", "modified_at", "edited_fields"}
OF_OUR_COPY = [
    "state",
    "copy",
    "renditions",
    "copy_bytes",
    "file_width",
    "file_height",
    "color",
    "host",
    "attempts",
    "error",
]
OF_OUR_COPY += ["tried_at", "next_attempt_at", "fetched_at", "source_type", "source_bytes", "etag", "last_modified"]
OF_OUR_COPY += ["claimed_by", "claimed_until"]
OF_EDITORS: list[tuple[Any, str]] = [
    (Article, name) for name in ("publish_at", "withdrawal_note", "boost", "boosted_at")
]
OF_EDITORS += [(Provider, name) for name in ("muted", "notes")]
NOT_CONTENT = {
    (Article, "slug"),
    (Article, "search_tokens"),
    *OF_EDITORS,
    *((Picture, name) for name in OF_OUR_COPY),
    (Seed, "path"),
    (Seed, "imported_at"),
    (Topic, "slug"),  # of one without a file
}
COLUMNS = [
    (model, field.name)
    for model in CONTENT
    for field in model._meta.concrete_fields
    if field.name not in OF_ANY_ROW and (model, field.name) not in NOT_CONTENT
]


def named(value):
    return getattr(value, "__name__", value)


@pytest.fixture(scope="module")
def everything(shared_rows, tmp_path_factory):
    """Rows with all that can hang on them; then the latest article, outlet, topic and picture, with nothing."""
    folder = tmp_path_factory.mktemp("seeds")
    write_everything(folder)
    seeds.run(folder)
    make.article(topics=["Late"], outlet="late.example")
    make.picture(cached=False)


def row_with(model, column):
    """A row that has something in this column, if there is one."""
    rows = model.objects.order_by("pk")
    return rows.exclude(**{column: None}).first() or rows.first()


def another(row, column):
    """A value for this column of the row that it has not, and may have."""
    field, value = row._meta.get_field(column), getattr(row, column)
    match field:
        case models.ForeignKey():
            return field.related_model._default_manager.latest("pk")
        case models.DateTimeField():
            return (value or make.NEWS_TIME) + timedelta(microseconds=1)
        case models.BooleanField():
            return not value
        case models.FileField():
            return "" if value else "pictures/a.png"
        case models.JSONField():
            return ["more"]
        case models.IntegerField():
            return (value or 0) + 1
    return next((choice for choice, _ in field.choices or () if choice != value), f"x{value}"[: field.max_length])


def change(row, column):
    type(row).objects.filter(pk=row.pk).update(**{column: another(row, column)})


@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=named)
def test_digest_changes_with_every_column_of_content(everything, model, column):
    before = content_digest()
    change(row_with(model, column), column)
    assert content_digest() != before


@pytest.mark.parametrize(("model", "column"), sorted(NOT_CONTENT, key=str), ids=named)
def test_digest_does_not_change_with_what_is_no_content(everything, model, column):
    before = content_digest()
    in_use = getattr(model.objects, "in_use", model.objects.all)
    change(in_use().latest("pk"), column)
    assert content_digest() == before


def test_digest_changes_with_the_address_of_a_topic_that_has_a_file(everything):
    before = content_digest()
    change(Topic.objects.get(name="Space"), "slug")
    assert content_digest() != before


@pytest.mark.parametrize("model", [ArticleTopic, RelatedArticle, *PLACED], ids=named)
def test_digest_changes_with_the_order_of_parts_and_not_with_their_numbers(everything, model):
    before = content_digest()
    model.objects.update(position=F("position") + 50)
    assert content_digest() == before
    model.objects.update(position=200 - F("position"))
    assert content_digest() != before


@pytest.mark.parametrize("model", [model for model in CONTENT if model not in {Provider, Picture}], ids=named)
def test_digest_changes_when_a_row_is_gone(everything, model):
    before = content_digest()
    model.objects.latest("pk").delete()
    assert content_digest() != before


def test_digest_of_each_kind_tells_where_databases_differ(everything):
    before = digests()
    Picture.objects.filter(url="https://space.example/a").update(width=7)
    assert [kind for kind, digest in digests().items() if digest != before[kind]] == ["pictures"]
