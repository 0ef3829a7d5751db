"""Rows → seed files."""

from pathlib import Path

import pytest
import yaml

from articles.export import export_seeds
from articles.models import Article, Seed, Status
from articles.sources import seedfile
from articles.sources.records import ArticleRecord
from tests import seeds
from tests.test_ingest import edit, picture

pytestmark = pytest.mark.django_db


def front_matter(path: Path):
    return next(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def everything(folder: Path):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def exported(folder: Path):
    """The data of the one article exported."""
    export_seeds(folder)
    return front_matter(next((folder / "_news").rglob("*.md")))


def test_export_gives_the_seed_back_key_for_key(tmp_path):
    path = seeds.write(tmp_path / "in", excerpt="it&#8217;s\n", locale="en", related=[seeds.related(mood="calm")])
    seeds.run(path, publish=True)
    assert exported(tmp_path / "out") == front_matter(path)


def test_export_twice_gives_the_same_bytes(tmp_path):
    seeds.write(tmp_path / "in", images=[picture(tmp_path / "in")] if (tmp_path / "in").mkdir() is None else [])
    seeds.run(tmp_path / "in")
    export_seeds(tmp_path / "one")
    export_seeds(tmp_path / "two")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_edited_field_is_exported_and_the_rest_is_as_it_came(tmp_path):
    path = seeds.write(tmp_path / "in", excerpt="it&#8217;s")
    seeds.run(path)
    edit(Article.objects.get(), title="Better", web_url="")
    expected = {**front_matter(path), "title": "Better"}
    del expected["webUrl"]
    assert exported(tmp_path / "out") == expected


def test_editors_status_is_exported_as_published(tmp_path):
    seeds.run(seeds.write(tmp_path / "in"))
    edit(Article.objects.get(), status=Status.WITHDRAWN)
    assert exported(tmp_path / "out")["published"] is False


def test_rows_alone_make_the_same_record(tmp_path):
    path = seeds.write(tmp_path / "in", excerpt="it&#8217;s", locale="en", related=[seeds.related(quality=None)])
    seeds.run(path)
    Seed.objects.all().delete()
    export_seeds(tmp_path / "out")
    written = next((tmp_path / "out" / "_news").iterdir())
    assert seedfile.parse(written.read_text(), path.name).record == seedfile.parse(path.read_text(), path.name).record


def test_local_pictures_come_along(tmp_path):
    (tmp_path / "in").mkdir()
    seeds.write(tmp_path / "in", images=[picture(tmp_path / "in")])
    seeds.run(tmp_path / "in")
    export_seeds(tmp_path / "out")
    kept = tmp_path / "out" / "_news" / "pictures" / "a.png"
    assert kept.read_bytes() == (tmp_path / "in/pictures/a.png").read_bytes()


def test_pictures_of_one_name_do_not_overwrite_each_other(tmp_path):
    for folder, colour in (("a", "red"), ("b", "blue")):
        (tmp_path / folder).mkdir()
        image = picture(tmp_path / folder, colour=colour)
        seeds.write(tmp_path / folder, f"2024-05-01-{folder}.md", title=folder, images=[image])
        seeds.run(tmp_path / folder)
    export_seeds(tmp_path / "out")
    assert len({path.read_bytes() for path in (tmp_path / "out").rglob("*.png")}) == 2


def test_two_outlets_with_one_key_are_two_files(tmp_path):
    seeds.write(tmp_path / "a")
    seeds.write(tmp_path / "b", provider={"name": "Other", "domain": "other.example"}, originalUrl=None)
    seeds.run(tmp_path / "a", tmp_path / "b")
    export_seeds(tmp_path / "out")
    assert len(list((tmp_path / "out").rglob("2024-05-01-webb-sees-far.md"))) == 2


def test_export_imports_again_as_unchanged(tmp_path):
    (tmp_path / "in").mkdir()
    seeds.write(tmp_path / "in", related=[seeds.related()], images=[picture(tmp_path / "in")])
    seeds.run(tmp_path / "in")
    export_seeds(tmp_path / "out")
    assert set(seeds.outcomes(seeds.run(tmp_path / "out"))) == {"unchanged"}


def test_corpus_comes_back_key_for_key(corpus, tmp_path):
    seeds.run(corpus, publish=True)
    export_seeds(tmp_path)
    written = [front_matter(path) for path in tmp_path.rglob("*") if path.is_file()]
    for path in corpus.rglob("*"):
        if path.is_file():
            assert front_matter(path) in written, path


def test_corpus_rows_alone_make_the_same_records(corpus, tmp_path):
    seeds.run(corpus)
    said = {seed.article_id: seedfile.parse(seed.text, "x.md").record for seed in Seed.objects.exclude(article=None)}
    from articles.export.rows import article_record

    for article in Article.objects.all():
        ours, theirs = article_record(article), said[article.pk]
        assert isinstance(theirs, ArticleRecord)
        assert ours.model_dump(exclude={"provider", "images"}) == theirs.model_dump(exclude={"provider", "images"})
