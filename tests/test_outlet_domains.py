"""Other domains of outlets: files and readers that use them mean the outlet that they belong to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.digest import digests
from articles.models import Article, Provider, ProviderDomain, RelatedArticle, Seed
from articles.outlets import know_by
from tests import make, seeds

pytestmark = pytest.mark.django_db

OLD, NEW = "old.example", "space.example"


@pytest.fixture
def outlet():
    """An outlet that is known by another domain."""
    outlet = make.provider(NEW, name="Space Desk", named_at=make.NEWS_TIME)
    know_by(outlet, [OLD])
    return outlet


def of_old():
    return {"provider": {"name": "Space Desk", "domain": f"www.{OLD}"}}


# Files


def test_article_of_another_domain_is_the_outlets(outlet, tmp_path):
    assert seeds.outcomes(seeds.run(seeds.write(tmp_path, **of_old()))) == ["created"]
    assert Article.objects.get().provider == outlet
    assert Provider.objects.count() == 1


def test_entry_of_another_domain_is_the_outlets(outlet, tmp_path):
    there = {"name": "Elsewhere", "domain": "elsewhere.example"}
    seeds.run(seeds.write(tmp_path, provider=there, related=[seeds.related(**of_old())]))
    assert RelatedArticle.objects.get().provider == outlet


def test_file_is_the_same_article_by_either_domain(outlet, tmp_path):
    seeds.run(seeds.write(tmp_path / "a", **of_old()))
    assert seeds.outcomes(seeds.run(seeds.write(tmp_path / "b", heat=90))) == ["updated"]
    assert seeds.outcomes(seeds.run(seeds.write(tmp_path / "c", title="Renamed", **of_old()))) == ["updated"]
    assert Article.objects.count() == 1


def test_two_files_of_one_key_by_two_domains_are_one_article(outlet, tmp_path):
    seeds.write(tmp_path / "a")
    seeds.write(tmp_path / "b", **of_old())
    seeds.of_one_age(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "duplicate"]


def test_file_that_did_not_change_stays_unchanged(outlet, tmp_path):
    path = seeds.write(tmp_path, related=[seeds.related(**of_old())], **of_old())
    seeds.run(path)
    assert seeds.outcomes(seeds.run(path)) == ["unchanged"]
    Seed.objects.update(digest="")
    assert seeds.outcomes(seeds.run(path)) == ["unchanged"]


def test_content_is_as_if_the_file_had_named_the_own_domain(outlet, tmp_path):
    path = seeds.write(tmp_path, related=[seeds.related(**of_old())], **of_old())
    seeds.run(path)
    named = digests()
    Article.objects.all().delete()
    path.write_text(path.read_text().replace(f"www.{OLD}", NEW))
    seeds.run(path)
    assert {kind for kind, digest in digests().items() if digest != named[kind]} == {"seeds"}


def test_article_that_an_editor_gave_another_outlet_is_found_by_either_domain(outlet, tmp_path):
    seeds.run(seeds.write(tmp_path / "a", **of_old()))
    seeds.edit(Article.objects.get(), provider=make.provider("else.example"))
    assert seeds.outcomes(seeds.run(seeds.write(tmp_path / "b", heat=90))) == ["updated"]
    assert Article.objects.get().provider.domain == "else.example"


def test_organisation_file_of_another_domain_is_passed_over_with_a_note(outlet, tmp_path):
    own = seeds.write_outlet(tmp_path / "a")
    other = seeds.write_outlet(tmp_path / "b", name="The Old Desk", domain=OLD)
    [_own, passed] = seeds.run(own, other).files
    assert (passed.outcome, [note.message for note in passed.notes]) == (
        "duplicate",
        ["is another domain of space.example, whose file alone describes the outlet; passed over"],
    )
    assert Provider.objects.get().name == "The Space Desk"
    assert seeds.outcomes(seeds.run(own, other)) == ["unchanged", "duplicate"]


def queries_of(*paths):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        seeds.run(*paths)
    return [query["sql"] for query in asked if "articles_providerdomain" in query["sql"]]


def test_a_batch_asks_once(tmp_path):
    paths = [
        seeds.write_two(tmp_path, f"2024-05-0{day}-x.md", webUrl=f"https://x.example/{day}") for day in range(1, 6)
    ]
    assert len(queries_of(*paths)) == 1


def test_export_names_the_own_domain_and_keeps_the_rest_of_the_file(outlet, tmp_path):
    provider = {"name": "Old Desk", "domain": OLD, "images": [{"url": "https://x.example/a.png"}], "lang": "en"}
    entries = [seeds.related("One"), seeds.related("Two", provider={"domain": OLD, "name": "Old"})]
    seeds.run(seeds.write(tmp_path / "in", excerpt="it&#8217;s", provider=provider, related=entries))
    data = seeds.front_matter(seeds.exported(tmp_path / "out"))
    assert data["provider"] == {**provider, "domain": NEW}
    assert [entry["provider"]["domain"] for entry in data["related"]] == ["other.example", NEW]
    assert data["excerpt"] == "it&#8217;s"


# Readers


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        (f"/providers/{OLD}/", f"/providers/{NEW}/"),
        ("/providers/WWW.old.example/?before=1.2", f"/providers/{NEW}/?before=1.2"),
        (f"/providers/{OLD}/feed.atom?x=1", f"/providers/{NEW}/feed.atom?x=1"),
        (f"/providers/www.{NEW}/feed.json", f"/providers/{NEW}/feed.json"),
    ],
)
def test_reader_of_another_domain_is_led_on(outlet, client, asked, led_to):
    make.article(outlet=NEW)
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, led_to)
    assert client.get(led_to.partition("?")[0]).status_code == 200


def test_other_domain_of_an_outlet_that_nobody_may_know_leads_nowhere(client):
    know_by(make.provider("left.example", named_at=make.NEWS_TIME), [OLD])
    assert client.get(f"/providers/{OLD}/").status_code == 404
    assert client.get(f"/providers/{OLD}/feed.atom").status_code == 404


def test_search_finds_an_outlet_by_another_domain(outlet, client):
    make.article(outlet=NEW, title="Webb sees far")
    make.article(outlet="b.example", title="Else")
    page = client.get("/search/", {"q": f"from:{OLD}"}).content.decode()
    assert "Webb sees far" in page
    assert "Else" not in page


def test_other_domains_are_these_and_no_more(outlet):
    know_by(outlet, ["b.example", "a.example"])
    assert list(ProviderDomain.objects.values_list("domain", flat=True)) == ["a.example", "b.example"]
