"""Seed files → rows: a whole run."""

import hashlib
import random
from string import ascii_letters
from typing import Any

import pytest
from django.core.files.storage import default_storage

from articles.ingest.resolve import resolve
from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    Picture,
    Provider,
    ProviderPicture,
    RelatedArticle,
    Seed,
    Status,
    Topic,
    TopicName,
)
from tests import seeds

pytestmark = pytest.mark.django_db

MODELS: list[Any] = [Article, ArticlePicture, ArticleTopic, Picture, Provider, ProviderPicture, RelatedArticle]
MODELS += [Seed, Topic, TopicName]


def all_rows():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def breaking(function, when):
    """The function, which fails at a call that `when` says yes to."""
    return lambda *args, **kwargs: 1 / 0 if when(*args, **kwargs) else function(*args, **kwargs)


def is_two(ids):
    return Article.objects.filter(pk__in=ids, title="Two").exists()


# Twice is once


def test_second_run_writes_nothing(tmp_path):
    seeds.write(tmp_path, related=[seeds.related()], images=[{"url": "https://x.example/a.jpg"}])
    seeds.write_topic(tmp_path, "Space")
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "created"]
    rows = all_rows()
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "unchanged"]
    assert rows == all_rows()


def test_update_changes_only_what_changed(tmp_path):
    seeds.write(tmp_path, related=[seeds.related()])
    seeds.run(tmp_path)
    entry = RelatedArticle.objects.get()
    seeds.write(tmp_path, related=[seeds.related()], heat=99)
    report = seeds.run(tmp_path)
    assert [(file.outcome, file.changed) for file in report.files] == [("updated", ("heat",))]
    assert RelatedArticle.objects.get().pk == entry.pk


def test_lists_follow_an_update(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.write(tmp_path, heat=150, publishedDateTime="2024-05-02T00:00:00Z")
    seeds.run(tmp_path)
    link = ArticleTopic.objects.get()
    assert (link.rank, link.published_at.day, link.status) == (150, 2, Status.PUBLISHED)


def test_deleted_article_is_made_again(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    Article.objects.all().delete()
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created"]


def files_that_name_each_other(folder):
    yield seeds.write_topic(folder, "AI", parent="Tech")
    yield seeds.write_topic(folder, "Tech", "01-tech.yaml")
    yield seeds.write_outlet(folder)
    yield seeds.write(folder, topics=["AI"], related=[seeds.related("Two", webUrl="https://space.example/two")])
    yield seeds.write_two(folder, topics=["ai"])


@pytest.mark.parametrize("last", range(5))
def test_order_of_the_files_makes_no_difference(tmp_path, last):
    files = list(files_that_name_each_other(tmp_path))
    for path in [*files[last + 1 :], *reversed(files[: last + 1])]:
        assert seeds.run(path).is_good
    assert Topic.objects.get(slug="ai").parent.slug == "tech"
    assert RelatedArticle.objects.get().same_as.title == "Two"
    assert set(Provider.objects.values_list("name", flat=True)) == {"Other Desk", "The Space Desk"}


# Bad files


def test_bad_file_costs_no_other(tmp_path):
    seeds.write(tmp_path, "2024-05-01-good.md")
    seeds.write(tmp_path, "2024-05-02-bad.md", title="", published="?")
    report = seeds.run(tmp_path)
    assert report.counts == {"created": 1, "rejected": 1}
    assert [problem.field for file in report.files for problem in file.problems] == ["title", "published"]


def test_failure_while_storing_undoes_that_file_alone(tmp_path, monkeypatch):
    for name, topic in (("a", "Space"), ("b", "Broken"), ("c", "Space")):
        seeds.write_two(tmp_path, f"2024-05-01-{name}.md", webUrl=f"https://space.example/{name}", topics=[topic])
    broken = breaking(Topic.objects.create, lambda **values: values["name"] == "Broken")
    monkeypatch.setattr(type(Topic.objects), "create", lambda manager, **values: broken(**values))
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "rejected", "created"]
    assert Article.objects.count() == 2


def test_what_a_failed_file_made_is_not_counted(tmp_path, monkeypatch):
    seeds.write(tmp_path)
    seeds.write_two(tmp_path, topics=["Else"])
    monkeypatch.setattr("articles.ingest.run.resolve", breaking(resolve, is_two))
    report = seeds.run(tmp_path)
    assert (report.counts, report.new) == ({"created": 1, "rejected": 1}, {"outlets": 1, "topics": 1})


def test_strict_imports_nothing_unless_all_is_good(tmp_path):
    seeds.write(tmp_path, "2024-05-01-good.md")
    seeds.write(tmp_path, "2024-05-02-bad.md", title="")
    assert seeds.run(tmp_path, strict=True).rolled_back
    assert not Article.objects.exists()


def test_strict_says_of_good_files_that_they_were_left_out(tmp_path, monkeypatch):
    seeds.write(tmp_path)
    seeds.write_two(tmp_path)
    monkeypatch.setattr("articles.ingest.run.resolve", breaking(resolve, is_two))
    report = seeds.run(tmp_path, strict=True)
    assert (seeds.outcomes(report), report.new, report.linked) == (["left out", "rejected"], {}, 0)
    assert not Article.objects.exists()


def test_strict_imports_all_when_all_is_good(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path, strict=True)
    assert Article.objects.count() == 1


def test_dry_run_tells_and_leaves_all_as_it_was(tmp_path):
    seeds.write(tmp_path, images=[seeds.picture(tmp_path, colour="olive")])
    digest = hashlib.sha256((tmp_path / "pictures/a.png").read_bytes()).hexdigest()
    assert seeds.outcomes(seeds.run(tmp_path, dry_run=True)) == ["created"]
    assert not Article.objects.exists()
    assert not Provider.objects.exists()
    assert not default_storage.exists(f"pictures/{digest[:2]}/{digest}.png")


def test_dry_run_tells_what_the_run_does(tmp_path):
    paths = [seeds.write_two(tmp_path, f"2024-05-0{day}-a.md", title=f"Of {day}") for day in (1, 2, 3)]
    seeds.run(tmp_path)
    seeds.edit(Article.objects.get(title="Of 1"), title="Edited")
    paths[1].unlink()
    paths[2].rename(tmp_path / "2024-05-03-moved.md")
    dry, real = (seeds.run(tmp_path, prune=True, dry_run=dry).data() for dry in (True, False))
    assert [dry[key] for key in ("counts", "new", "files")] == [real[key] for key in ("counts", "new", "files")]


# Files


def test_only_seed_files_are_looked_at_each_once(tmp_path):
    path = seeds.write(tmp_path)
    (tmp_path / "README.md").write_text("# About\n")
    (tmp_path / ".hidden.md").write_text("no")
    (tmp_path / "picture.png").write_text("no")
    assert len(seeds.run(tmp_path, path).files) == 1


def test_file_that_is_no_utf8_is_refused_with_its_line(tmp_path):
    (tmp_path / "2024-05-01-a.md").write_bytes(b"---\ntitle: \xe9t\xe9\n---\n")
    assert [str(problem) for problem in seeds.run(tmp_path).files[0].problems] == ["line 2: expected UTF-8 text"]


def test_long_names_and_addresses_fit(tmp_path):
    key, tail = f"2024-05-01-{'a' * 235}.md", "".join(random.Random(1).choices(ascii_letters, k=1970))
    first, second = f"https://space.example/{tail}", f"https://b.example/{tail[::-1]}"
    seeds.write(tmp_path / "a", key, webUrl=first, images=[{"url": first}], topics=["ﷺ" * 150, "W" * 200])
    outlet = {"name": "L" * 200, "domain": f"{'a' * 60}.{'b' * 60}.example"}
    seeds.write(tmp_path / "b", key, provider=outlet, webUrl=second, originalUrl=None)
    assert [file.problems for file in seeds.run(tmp_path).files] == [(), ()]
