"""Related coverage: its entries, and which of them are articles of ours."""

import itertools

import pytest

from articles.models import Article, RelatedArticle, Standing
from tests import seeds

pytestmark = pytest.mark.django_db

ANOTHER_TITLE = {"title": "Another title", "originalUrl": None, "webUrl": "https://other.example/webb"}


def entry(number):
    """An entry with pictures of its own."""
    images = [{"url": f"https://o.example/{number}{letter}.jpg"} for letter in "ab"]
    return seeds.related(f"R{number}", webUrl=f"https://other.example/{number}", images=images)


def shown(article):
    """Number and pictures of each entry."""
    return [
        (row.title[1:], [one.picture.url[-6:-4] for one in row.placed_pictures.all()]) for row in article.related.all()
    ]


def linked_to_two(folder):
    """The entry of one article, linked to another, which has a folder of its own."""
    seeds.write(folder / "one", related=[seeds.related("Two", webUrl=seeds.TWO["webUrl"])])
    seeds.write_two(folder / "two")
    seeds.run(folder)
    entry = RelatedArticle.objects.get()
    assert entry.same_as.title == "Two"
    return entry


def test_related_entries_keep_their_order_and_their_doubles(tmp_path):
    entries = [seeds.related("One"), seeds.related("Two"), seeds.related("Three", webUrl="https://third.example/")]
    seeds.write(tmp_path, related=entries)
    seeds.run(tmp_path)
    assert list(RelatedArticle.objects.values_list("position", "title")) == [(0, "One"), (1, "Two"), (2, "Three")]


@pytest.mark.parametrize("chosen", ["210", "4", "01234", "10443", ""])
def test_related_entries_follow_their_seed_with_their_pictures(tmp_path, chosen):
    for numbers in ("012", chosen):
        seeds.write(tmp_path, related=[entry(number) for number in numbers])
        seeds.run(tmp_path)
    assert shown(Article.objects.get()) == [(number, [f"{number}a", f"{number}b"]) for number in chosen]
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged"]


@pytest.mark.parametrize(("quality", "standing"), [(80, Standing.LEAD), (60, Standing.LEAD), (59, Standing.FOLLOWER)])
def test_standing_follows_from_the_qualities(tmp_path, quality, standing):
    seeds.write(tmp_path, quality=quality, related=[seeds.related(quality=60)])
    seeds.run(tmp_path)
    article = Article.objects.get()
    assert (article.standing, article.other_outlets) == (standing, 1)


# Links


@pytest.mark.parametrize("order", list(itertools.permutations(["article", "by url", "by title"])))
def test_related_entry_is_linked_by_address_and_title_in_any_order(tmp_path, order):
    other = {**ANOTHER_TITLE, "provider": {"name": "Other Desk", "domain": "other.example"}}
    write = {
        "article": lambda: seeds.write(tmp_path, related=[seeds.related("Webb again")]),
        "by url": lambda: seeds.write(tmp_path, "2024-05-01-a.md", **other),
        "by title": lambda: seeds.write(tmp_path, "2024-05-01-b.md", **{**other, "title": "Webb again"}),
    }
    for step in order:
        seeds.run(write[step]())
    assert RelatedArticle.objects.get().same_as.key == "2024-05-01-b"


def test_related_entry_is_linked_by_address_alone(tmp_path):
    seeds.write(tmp_path, "2024-05-01-a.md", **ANOTHER_TITLE)
    seeds.write(tmp_path, "2024-05-01-b.md", originalUrl=None, related=[seeds.related()])
    seeds.run(tmp_path)
    assert RelatedArticle.objects.get().same_as.key == "2024-05-01-a"


def test_entry_that_is_the_article_itself_is_left_out_and_told(tmp_path):
    seeds.write(tmp_path, related=[seeds.related(webUrl="https://space.example/webb")])
    assert [warning.field for warning in seeds.run(tmp_path).files[0].warnings] == ["related[0]"]
    assert not RelatedArticle.objects.exists()


def test_link_goes_when_the_articles_address_changes(tmp_path):
    linked_to_two(tmp_path)
    seeds.write_two(tmp_path / "two", webUrl="https://space.example/three")
    seeds.run(tmp_path / "two")
    assert RelatedArticle.objects.get().same_as is None


def test_coverage_that_an_editor_changed_is_not_linked_anew(tmp_path):
    entry = linked_to_two(tmp_path)
    RelatedArticle.objects.update(same_as=None)
    seeds.edit(entry.article, "related")
    seeds.run(tmp_path)
    assert RelatedArticle.objects.get().same_as is None


@pytest.mark.parametrize("backwards", [False, True])
def test_corpus_links_to_itself_in_either_order(corpus, backwards):
    files = sorted((corpus / "ai" / "_news").iterdir(), reverse=backwards)
    for path in files:
        seeds.run(path)
    linked = RelatedArticle.objects.exclude(same_as=None).order_by("same_as__key")
    assert [key[:30] for key in linked.values_list("same_as__key", flat=True)] == [
        "2023-06-01-greens-voice-concer",
        "2023-06-06-nigerian-fg-to-inst",
    ]
