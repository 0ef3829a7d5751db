"""Seed files → rows."""

import hashlib
import itertools

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from articles.models import (
    Article,
    ArticleTopic,
    Picture,
    Provider,
    RelatedArticle,
    Seed,
    Standing,
    Status,
    Topic,
)
from tests import seeds

pytestmark = pytest.mark.django_db

TOPIC = "taxonomy: topic\n_id: {id}\nname: {name}\n{more}"


def write_topic(folder, name, *, prefix="00", more=""):
    path = folder / f"{prefix}-{name.lower()}.yaml"
    path.write_text(TOPIC.format(id=name.lower(), name=name, more=more))
    return path


def edit(article, **values):
    """Change the article as the admin does."""
    article.keep_edits(list(values))
    for name, value in values.items():
        setattr(article, name, value)
    article.save()


def picture(folder, name="pictures/a.png", size=(40, 30), colour="red"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return {"url": name, "width": size[0], "height": size[1]}


# Twice is once


def test_second_run_writes_nothing(tmp_path, django_assert_num_queries):
    seeds.write(tmp_path, related=[seeds.related()], images=[{"url": "https://x.example/a.jpg"}])
    write_topic(tmp_path, "Space")
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "created"]
    rows = [list(model.objects.values()) for model in (Article, Topic, Provider, RelatedArticle, Picture, Seed)]
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "unchanged"]
    assert rows == [list(model.objects.values()) for model in (Article, Topic, Provider, RelatedArticle, Picture, Seed)]


def test_update_changes_only_what_changed(tmp_path):
    seeds.write(tmp_path, related=[seeds.related()])
    seeds.run(tmp_path)
    entry = RelatedArticle.objects.get()
    seeds.write(tmp_path, related=[seeds.related()], heat=99)
    report = seeds.run(tmp_path)
    assert [(file.outcome, file.changed) for file in report.files] == [("updated", ["heat"])]
    assert RelatedArticle.objects.get().pk == entry.pk


def test_lists_follow_an_update(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.write(tmp_path, heat=150, publishedDateTime="2024-05-02T00:00:00Z")
    seeds.run(tmp_path)
    link = ArticleTopic.objects.get()
    assert (link.rank, link.published_at.day, link.status) == (150, 2, Status.PUBLISHED)


# Which article it is


def test_moved_file_is_the_same_article(tmp_path):
    path = seeds.write(tmp_path)
    seeds.run(tmp_path)
    (tmp_path / "old").mkdir()
    path.rename(tmp_path / "old" / path.name)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged"]
    assert Seed.objects.get().path == str(tmp_path / "old" / path.name)


def test_renamed_file_is_known_by_its_origin_address(tmp_path):
    path = seeds.write(tmp_path)
    seeds.run(tmp_path)
    path.unlink()
    seeds.write(tmp_path, "2024-05-02-webb-sees-farther.md", title="Webb sees farther")
    assert seeds.outcomes(seeds.run(tmp_path)) == ["updated"]
    article = Article.objects.get()
    assert (article.key, article.slug) == ("2024-05-02-webb-sees-farther", "2024-05-01-webb-sees-far")


def test_one_address_under_two_keys_is_two_articles(tmp_path):
    seeds.write(tmp_path)
    seeds.write(tmp_path, "2024-05-02-again.md", title="Again")
    seeds.run(tmp_path)
    assert Article.objects.count() == 2


def test_two_outlets_with_one_key_are_two_articles_with_two_addresses(tmp_path):
    seeds.write(tmp_path / "a")
    seeds.write(tmp_path / "b", provider={"name": "Other", "domain": "other.example"}, originalUrl=None)
    seeds.run(tmp_path)
    assert sorted(Article.objects.values_list("slug", flat=True)) == [
        "2024-05-01-webb-sees-far",
        "2024-05-01-webb-sees-far-other-example",
    ]


def test_copy_of_an_article_in_one_run_is_told_and_not_taken(tmp_path):
    seeds.write(tmp_path / "a")
    seeds.write(tmp_path / "b", heat=5)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "duplicate"]
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "duplicate"]


def test_outlet_corrected_in_its_file_moves_the_article(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.write(tmp_path, provider={"name": "New", "domain": "new.example"})
    assert seeds.outcomes(seeds.run(tmp_path)) == ["updated"]
    assert Article.objects.get().provider.domain == "new.example"


# Bad files


def test_bad_file_costs_no_other(tmp_path):
    seeds.write(tmp_path, "2024-05-01-good.md")
    bad = seeds.write(tmp_path, "2024-05-02-bad.md", quality="high", published="?")
    report = seeds.run(tmp_path)
    assert report.counts == {"created": 1, "rejected": 1}
    assert [problem.field for file in report.files if file.path == str(bad) for problem in file.problems] == [
        "quality",
        "published",
    ]


def test_strict_imports_nothing_unless_all_is_good(tmp_path):
    seeds.write(tmp_path, "2024-05-01-good.md")
    seeds.write(tmp_path, "2024-05-02-bad.md", quality="high")
    assert seeds.run(tmp_path, strict=True).rolled_back
    assert not Article.objects.exists()


def test_strict_imports_all_when_all_is_good(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path, strict=True)
    assert Article.objects.count() == 1


def test_dry_run_tells_and_leaves_all_as_it_was(tmp_path):
    seeds.write(tmp_path, images=[picture(tmp_path, colour="olive")])
    digest = hashlib.sha256((tmp_path / "pictures/a.png").read_bytes()).hexdigest()
    assert seeds.outcomes(seeds.run(tmp_path, dry_run=True)) == ["created"]
    assert not Article.objects.exists()
    assert not Provider.objects.exists()
    assert not default_storage.exists(f"pictures/{digest[:2]}/{digest}.png")


def test_failure_while_storing_undoes_that_file_alone(tmp_path, monkeypatch):
    seeds.write(tmp_path, "2024-05-01-a.md", originalUrl=None, webUrl="https://space.example/a")
    seeds.write(tmp_path, "2024-05-02-b.md", originalUrl=None, webUrl="https://space.example/b", topics=["Broken"])
    seeds.write(tmp_path, "2024-05-03-c.md", originalUrl=None, webUrl="https://space.example/c")
    create = Topic.objects.create
    monkeypatch.setattr(
        type(Topic.objects), "create", lambda self, **kw: create(**kw) if kw["name"] != "Broken" else 1 / 0
    )
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "rejected", "created"]
    assert Article.objects.count() == 2


# What readers may see


def test_unpublished_seed_is_a_draft(tmp_path):
    seeds.write(tmp_path, published=False)
    seeds.run(tmp_path)
    assert Article.objects.get().status == Status.DRAFT


def test_publish_publishes_what_says_otherwise(tmp_path):
    seeds.write(tmp_path, published=False)
    seeds.run(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path, publish=True)) == ["updated"]
    assert Article.objects.get().status == Status.PUBLISHED


def test_seed_that_becomes_unpublished_goes_back_to_draft(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.write(tmp_path, published=False, heat=-1)
    seeds.run(tmp_path)
    assert Article.objects.get().status == Status.DRAFT


def test_prune_withdraws_what_has_gone_and_takes_it_back_when_it_returns(tmp_path):
    path = seeds.write(tmp_path)
    seeds.run(tmp_path)
    path.unlink()
    assert seeds.outcomes(seeds.run(tmp_path, prune=True)) == ["withdrawn"]
    assert Article.objects.get().status == Status.WITHDRAWN
    seeds.write(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path, prune=True)) == ["updated"]
    assert Article.objects.get().status == Status.PUBLISHED


def test_prune_leaves_other_folders_and_broken_files_alone(tmp_path):
    seeds.write(tmp_path / "a")
    path = seeds.write(tmp_path / "b", "2024-05-02-b.md", title="B", webUrl="https://x.example/b", originalUrl=None)
    seeds.run(tmp_path)
    path.write_text("---\nbroken")
    seeds.run(tmp_path / "b", prune=True)
    assert Article.objects.filter(status=Status.PUBLISHED).count() == 2


# Editors


def test_editors_edit_outlives_an_import_and_is_told(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    edit(Article.objects.get(), title="Better")
    seeds.write(tmp_path, title="Worse", heat=7)
    file = seeds.run(tmp_path).files[0]
    article = Article.objects.get()
    assert (article.title, article.heat) == ("Better", 7)
    assert (file.changed, file.kept_edits) == (["heat"], ["title"])


def test_editors_topics_pictures_and_related_are_kept(tmp_path):
    seeds.write(tmp_path, related=[seeds.related()])
    seeds.run(tmp_path)
    article = Article.objects.get()
    article.related.all().delete()
    article.topic_links.all().delete()
    edit(article, **{})
    article.keep_edits(["related", "topics", "pictures"])
    article.save()
    seeds.write(tmp_path, related=[seeds.related("Other")], topics=["Else"])
    file = seeds.run(tmp_path).files[0]
    assert (article.related.count(), article.topic_links.count()) == (0, 0)
    assert file.kept_edits == ["topics", "related"]


def test_withdrawn_by_an_editor_stays_withdrawn(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    edit(Article.objects.get(), status=Status.WITHDRAWN)
    seeds.run(tmp_path, publish=True)
    assert Article.objects.get().status == Status.WITHDRAWN


def test_overwrite_edits_takes_the_seeds(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    edit(Article.objects.get(), title="Better", status=Status.WITHDRAWN)
    seeds.run(tmp_path, overwrite_edits=True)
    article = Article.objects.get()
    assert (article.title, article.status, article.edited_fields) == ("Webb sees far", Status.PUBLISHED, [])


# Related coverage


def test_related_entries_keep_their_order_and_their_doubles(tmp_path):
    entries = [
        seeds.related("One"),
        seeds.related("Two"),
        seeds.related("Three", webUrl="https://third.example/"),
    ]
    seeds.write(tmp_path, related=entries)
    seeds.run(tmp_path)
    assert list(RelatedArticle.objects.values_list("position", "title")) == [
        (0, "One"),
        (1, "Two"),
        (2, "Three"),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(["article", "by url", "by title"])))
def test_related_entry_is_linked_by_address_and_title_in_any_order(tmp_path, order):
    there = "https://other.example/webb"
    other = {"provider": {"name": "Other Desk", "domain": "other.example"}, "originalUrl": None, "webUrl": there}
    write = {
        "article": lambda: seeds.write(tmp_path, related=[seeds.related("Webb again", webUrl=there)]),
        "by url": lambda: seeds.write(tmp_path, "2024-05-01-a.md", title="Another title", **other),
        "by title": lambda: seeds.write(tmp_path, "2024-05-01-b.md", title="Webb again", **other),
    }
    for step in order:
        seeds.run(write[step]())
    assert RelatedArticle.objects.get().same_as.key == "2024-05-01-b"


def test_related_entry_is_linked_by_address_alone(tmp_path):
    seeds.write(tmp_path, "2024-05-01-a.md", title="Another title", webUrl="https://other.example/webb")
    seeds.write(tmp_path, "2024-05-01-b.md", originalUrl=None, related=[seeds.related()])
    seeds.run(tmp_path)
    assert RelatedArticle.objects.get().same_as.key == "2024-05-01-a"


def test_related_entry_is_never_the_article_itself(tmp_path):
    seeds.write(tmp_path, related=[seeds.related(webUrl="https://space.example/webb")])
    seeds.run(tmp_path)
    assert RelatedArticle.objects.get().same_as is None


@pytest.mark.parametrize(("quality", "standing"), [(80, Standing.LEAD), (60, Standing.LEAD), (59, Standing.FOLLOWER)])
def test_standing_follows_from_the_qualities(tmp_path, quality, standing):
    seeds.write(tmp_path, quality=quality, related=[seeds.related(quality=60)])
    seeds.run(tmp_path)
    article = Article.objects.get()
    assert (article.standing, article.other_outlets) == (standing, 1)


# Topics and outlets


def test_topics_are_placed_in_their_tree_whatever_the_order(tmp_path):
    write_topic(tmp_path, "Mars", prefix="00", more="parent: Planets\n")
    write_topic(tmp_path, "Planets", prefix="01", more="parent: Space\n")
    seeds.run(tmp_path)
    assert Topic.objects.get(name="Mars").parent.parent.name == "Space"


def test_topic_below_itself_is_told_and_left_where_it_was(tmp_path):
    write_topic(tmp_path, "Egg", more="parent: Hen\n")
    write_topic(tmp_path, "Hen", more="parent: Egg\n")
    report = seeds.run(tmp_path)
    assert [note.field for file in report.files for note in file.notes] == ["parent"]


def test_topic_file_describes_the_topic_that_articles_named(tmp_path):
    seeds.run(seeds.write(tmp_path, topics=["SPACE"]))
    seeds.run(write_topic(tmp_path, "Space", prefix="07", more="shortname: Sp\n"))
    topic = Topic.objects.get()
    assert (topic.name, topic.short_name, topic.order) == ("Space", "Sp", 7)


def test_topics_with_one_slug_get_addresses_of_their_own(tmp_path):
    seeds.write(tmp_path, topics=["C", "C++", "C#", "🤖", "人工智能", "space", "Space "])
    seeds.run(tmp_path)
    slugs = list(ArticleTopic.objects.order_by("position").values_list("topic__slug", flat=True))
    assert slugs == ["c", "c-2", "c-3", "topic", "人工智能", "space"]


def test_outlet_is_one_with_and_without_www(tmp_path):
    seeds.write(tmp_path, provider={"name": "RTE", "domain": "WWW.rte.example"}, related=[
        seeds.related(provider={"name": "RTE Online", "domain": "rte.example"})
    ])  # fmt: skip
    seeds.run(tmp_path)
    assert Provider.objects.get().domain == "rte.example"


def test_latest_articles_spelling_names_the_outlet_whatever_the_order(tmp_path):
    older = seeds.write(tmp_path, "2024-05-01-a.md", provider={"name": "Old", "domain": "x.example"})
    newer = seeds.write(
        tmp_path, "2024-06-01-b.md", title="B", publishedDateTime="2024-06-01T00:00:00Z",
        provider={"name": "New", "domain": "x.example"},
    )  # fmt: skip
    seeds.run(newer)
    seeds.run(older)
    assert Provider.objects.get().name == "New"


def test_organisation_file_has_the_last_word_on_a_name(tmp_path):
    path = tmp_path / "space.example.md"
    path.write_text(
        "---\ntaxonomy: organization\nname: The Space Desk\ndomain: space.example\notherNames: [TSD]\n---\n"
    )
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    outlet = Provider.objects.get()
    assert (outlet.name, outlet.other_names) == ("The Space Desk", ["TSD"])


# Pictures


def test_picture_beside_the_seed_is_kept_in_our_storage(tmp_path):
    seeds.write(tmp_path, images=[picture(tmp_path)])
    seeds.run(tmp_path)
    kept = Article.objects.get().lead_picture
    assert (kept.file_width, kept.file_height) == (40, 30)
    assert default_storage.open(kept.file.name).read() == (tmp_path / "pictures/a.png").read_bytes()


def test_picture_redrawn_beside_an_unchanged_seed_is_taken(tmp_path):
    seeds.write(tmp_path, images=[picture(tmp_path)])
    seeds.run(tmp_path)
    picture(tmp_path, colour="blue")
    assert [file.changed for file in seeds.run(tmp_path).files] == [["pictures"]]


@pytest.mark.parametrize("what", ["missing", "no picture", "link out of the folder"])
def test_picture_that_cannot_be_had_costs_a_note_and_no_more(tmp_path, what):
    path = tmp_path / "in" / "pictures" / "a.png"
    path.parent.mkdir(parents=True)
    Image.new("RGB", (9, 9)).save(tmp_path / "outside.png")
    if what == "no picture":
        path.write_text("<svg/>")
    elif what == "link out of the folder":
        path.symlink_to(tmp_path / "outside.png")
    seeds.write(tmp_path / "in", images=[{"url": "pictures/a.png"}])
    file = seeds.run(tmp_path / "in").files[0]
    assert (file.outcome, [note.field for note in file.notes]) == ("created", ["images[0].url"])
    assert not Picture.objects.exists()


def test_site_relative_picture_is_kept_and_learns_its_site(tmp_path):
    seeds.write(tmp_path, images=[{"url": "/assets/a.jpg"}])
    seeds.run(tmp_path)
    assert Picture.objects.get().url == "/assets/a.jpg"
    seeds.run(tmp_path, base_url="https://pub.example")
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged"]
    assert Picture.objects.get().base_url == "https://pub.example"


def test_picture_of_two_articles_is_one_row(tmp_path):
    shared = [{"url": "https://x.example/a.jpg", "width": 10, "height": 10}]
    seeds.write(tmp_path, "2024-05-01-a.md", images=shared)
    seeds.write(tmp_path, "2024-05-01-b.md", title="B", images=shared)
    seeds.run(tmp_path)
    assert Picture.objects.count() == 1


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


def test_corpus_is_imported_without_a_reject(corpus):
    report = seeds.run(corpus, publish=True)
    assert report.is_good
    assert Article.objects.count() >= 130
    assert Topic.objects.get(name="TensorFlow").parent.parent.name == "AI"
    assert set(seeds.outcomes(seeds.run(corpus, publish=True))) == {"unchanged"}


@pytest.mark.parametrize("backwards", [False, True])
def test_corpus_links_to_itself_in_either_order(corpus, backwards):
    files = sorted((corpus / "ai" / "_news").iterdir(), reverse=backwards)
    for path in files:
        seeds.run(path)
    linked = (
        RelatedArticle.objects.exclude(same_as=None).order_by("same_as__key").values_list("same_as__key", flat=True)
    )
    assert [key[:30] for key in linked] == [
        "2023-06-01-greens-voice-concer",
        "2023-06-06-nigerian-fg-to-inst",
    ]
