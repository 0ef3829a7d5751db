"""The samples of real news, imported once and asked much of."""

import pytest

from articles.export import export_seeds
from articles.export.rows import article_record
from articles.models import Article, Seed, Topic
from articles.sources import seedfile
from tests import seeds

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def imported(shared_rows, corpus):
    """The report of the corpus's import."""
    return seeds.run(corpus, publish=True)


def test_corpus_is_imported_without_a_reject(imported):
    assert imported.is_good
    assert Article.objects.count() >= 130
    assert Topic.objects.get(name="TensorFlow").parent.parent.name == "AI"


def test_second_import_of_the_corpus_finds_all_unchanged(imported, corpus):
    again = seeds.run(corpus, publish=True)
    assert (set(again.counts), again.new, again.linked) == ({"unchanged"}, {}, 0)


def test_corpus_comes_back_key_for_key(imported, corpus, tmp_path):
    export_seeds(tmp_path)
    written = {str(seeds.front_matter(path)) for path in tmp_path.rglob("*") if path.is_file()}
    for path in corpus.rglob("*"):
        if path.is_file():
            assert str(seeds.front_matter(path)) in written, path


def test_corpus_rows_alone_make_the_same_records(imported):
    said = {seed.article_id: seedfile.parse(seed.text, "x.md").record for seed in Seed.objects.exclude(article=None)}
    for article in Article.objects.all():
        ours, theirs = article_record(article), said[article.pk]
        assert ours.model_dump(exclude={"provider", "images"}) == theirs.model_dump(exclude={"provider", "images"})
