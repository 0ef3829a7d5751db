"""Rows → seed files: what came in goes out as it came."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from articles.export import export_seeds
from articles.models import Article, Picture, Provider, ProviderPicture, RelatedArticle, Seed, Topic
from articles.sources import seedfile
from tests import make, seeds

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent


def everything(folder: Path):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def forget_all():
    """Empty the database."""
    for model in (RelatedArticle, Article, Topic, Provider, Picture):
        model.objects.all().delete()


# As it came


def test_export_gives_the_seed_back_key_for_key(tmp_path):
    path = seeds.write(tmp_path / "in", excerpt="it&#8217;s\n", locale="en", related=[seeds.related(mood="calm")])
    seeds.run(path, publish=True)
    assert seeds.exported(tmp_path / "out").read_text() == path.read_text()


UNTIDY = {
    "topics given twice": {"topics": ["AI", "Space", "AI"]},
    "picture given twice": {"images": [{"url": "https://x.example/a.jpg", "title": title} for title in "ab"]},
    "picture that is not there": {"images": [{"url": "pictures/gone.jpg", "title": "Gone", "credit": "Me"}]},
    "outlet with more keys": {"provider": {"name": "S", "domain": "www.space.example", "lang": "en"}},
    "space around secured": {"secured": "  ab==;cd== \n"},
}


@pytest.mark.parametrize("changes", UNTIDY.values(), ids=UNTIDY)
def test_seed_that_no_editor_changed_is_exported_untidy_as_it_is(tmp_path, changes):
    path = seeds.write(tmp_path / "in", **changes)
    seeds.run(path)
    assert seeds.exported(tmp_path / "out").read_text() == path.read_text()


def test_article_in_plain_yaml_is_exported_as_it_came(tmp_path):
    path = seeds.put(tmp_path / "in" / "2024-05-01-webb.yaml", seeds.yaml_of(seeds.data()))
    seeds.run(path)
    written = seeds.exported(tmp_path / "out")
    assert (written.name, written.read_text()) == (path.name, path.read_text())


def test_organisation_in_plain_yaml_is_exported_as_it_came(tmp_path):
    path = seeds.put(tmp_path / "in" / "x.example.yaml", "name: X\ndomain: x.example\n")
    seeds.run(path)
    written = seeds.exported(tmp_path / "out", "_data/organizations")
    assert (written.name, written.read_text()) == (path.name, path.read_text())


def test_rows_alone_make_the_same_record(tmp_path):
    path = seeds.write(tmp_path / "in", excerpt="it&#8217;s", locale="en", related=[seeds.related(quality=None)])
    seeds.run(path)
    Seed.objects.all().delete()
    written = seeds.exported(tmp_path / "out")
    assert seedfile.parse(written.read_text(), path.name).record == seedfile.parse(path.read_text(), path.name).record


# The same again


def test_export_twice_gives_the_same_bytes(tmp_path):
    seeds.write(tmp_path / "in", images=[seeds.picture(tmp_path / "in")])
    seeds.run(tmp_path / "in")
    export_seeds(tmp_path / "one")
    export_seeds(tmp_path / "two")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_export_imports_again_as_unchanged(tmp_path):
    seeds.write(tmp_path / "in", related=[seeds.related()], images=[seeds.picture(tmp_path / "in")])
    seeds.run(tmp_path / "in")
    export_seeds(tmp_path / "out")
    assert set(seeds.outcomes(seeds.run(tmp_path / "out"))) == {"unchanged"}


OVERLAY = """
from articles.sources import seedfile
text = "---\\ntitle: T\\nwebUrl: https://x.example\\npublishedDateTime: 2024-05-01\\nprovider: {domain: x.org}\\n---"
more = {"excerpt": "E", "quality": 3, "heat": 4, "original_url": "https://x.example/o", "category": "c"}
record = seedfile.parse(text, "a.md").record.model_copy(update=more)
print(seedfile.overlaid(text, "a.md", record, set(more)))
"""


def test_export_does_not_depend_on_how_python_hashes():
    command = [sys.executable, "-c", OVERLAY]
    environments = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2")]
    one, two = (subprocess.check_output(command, cwd=ROOT, env=environment) for environment in environments)
    assert one == two


# Pictures


def test_local_pictures_come_along(tmp_path):
    seeds.write(tmp_path / "in", images=[seeds.picture(tmp_path / "in")])
    seeds.run(tmp_path / "in")
    export_seeds(tmp_path / "out")
    kept = tmp_path / "out" / "_news" / "pictures" / "a.png"
    assert kept.read_bytes() == (tmp_path / "in/pictures/a.png").read_bytes()


def test_local_pictures_of_every_kind_of_row_come_back(tmp_path):
    of = {colour: [seeds.picture(tmp_path / "in", f"{colour}.png", colour=colour)] for colour in ("red", "blue", "tan")}
    seeds.write_topic(tmp_path / "in", "Space", images=of["red"])
    seeds.write_outlet(tmp_path / "in", images=of["blue"])
    seeds.write(tmp_path / "in", related=[seeds.related(images=of["tan"])])
    seeds.run(tmp_path / "in")
    export_seeds(tmp_path / "out")
    forget_all()
    assert not any(file.notes for file in seeds.run(tmp_path / "out").files)
    assert Picture.objects.count() == 3


def test_logo_beside_an_article_comes_back(tmp_path):
    logo = seeds.picture(tmp_path / "in")
    seeds.run(seeds.write(tmp_path / "in", provider={"name": "S", "domain": "space.example", "images": [logo]}))
    export_seeds(tmp_path / "out")
    forget_all()
    seeds.run(tmp_path / "out")
    assert ProviderPicture.objects.count() == 1


def test_picture_that_our_storage_lost_is_told_and_stops_nothing(tmp_path, capsys):
    seeds.run(seeds.write(tmp_path / "in", images=[seeds.picture(tmp_path / "in", colour="teal")]))
    name = Picture.objects.get().file.name
    default_storage.delete(name)
    call_command("export_seeds", str(tmp_path / "out"))
    told = capsys.readouterr()
    assert told.err == f"{name}: the picture is missing from our storage; left out\n"
    assert "2 files written" in told.out


def test_pictures_of_one_name_do_not_overwrite_each_other(tmp_path):
    for folder, colour in (("a", "red"), ("b", "blue")):
        image = seeds.picture(tmp_path / folder, colour=colour)
        seeds.write(tmp_path / folder, f"2024-05-01-{folder}.md", title=folder, images=[image])
        seeds.run(tmp_path / folder)
    export_seeds(tmp_path / "out")
    assert len({path.read_bytes() for path in (tmp_path / "out").rglob("*.png")}) == 2


# Where it goes


def test_two_outlets_with_one_key_are_two_files(tmp_path):
    seeds.write(tmp_path / "a")
    seeds.write(tmp_path / "b", provider={"name": "Other", "domain": "other.example"}, originalUrl=None)
    seeds.run(tmp_path / "a", tmp_path / "b")
    export_seeds(tmp_path / "out")
    assert len(list((tmp_path / "out").rglob("2024-05-01-webb-sees-far.md"))) == 2


def test_key_with_slashes_does_not_leave_the_folder(tmp_path):
    make.article(key="../../../evil", topics=())
    assert seeds.exported(tmp_path / "a" / "b" / "out").name == "..-..-..-evil.md"
    assert not [path for path in tmp_path.rglob("*.md") if not path.is_relative_to(tmp_path / "a" / "b" / "out")]


# What file systems do not take


@pytest.mark.parametrize("topic", ["\u4e2d" * 200, "\U0001f600" * 200])
def test_names_longer_than_file_systems_have_are_cut_and_the_same_rows_come_back(tmp_path, topic):
    domain = f"{'.'.join(['a' * 60] * 4)}.{'b' * 9}"
    key = f"2024-05-01-{'l' * 241}"
    seeds.write_outlet(tmp_path / "in", domain=domain)
    seeds.write(tmp_path / "in", f"{key}.md", topics=[topic], provider={"name": "A", "domain": domain})
    seeds.run(tmp_path / "in")
    before = said_of_all()
    assert export_seeds(tmp_path / "out").failed == []
    assert {len(os.fsencode(path.name)) for path in (tmp_path / "out").rglob("*.*")} >= {255}
    forget_all()
    assert seeds.run(tmp_path / "out").counts == {"created": 3}
    assert said_of_all() == before


def said_of_all():
    return [list(Article.objects.values_list("key", "title", "topics__name", "topics__slug", "provider__domain"))]


def test_key_that_grew_when_its_letters_were_composed_comes_back(tmp_path):
    seeds.run(seeds.write(tmp_path / "in", "2024-05-01-" + "\ufb2c" * 75 + ".md"))
    key = Article.objects.get().key
    assert len(key.encode()) > 255
    export_seeds(tmp_path / "out")
    forget_all()
    seeds.run(tmp_path / "out")
    assert Article.objects.get().key == key


def test_topics_whose_names_are_cut_alike_are_two_files(tmp_path):
    seeds.run(seeds.write(tmp_path / "in", topics=["\u4e2d" * 199 + end for end in "ab"]))
    export_seeds(tmp_path / "out")
    assert len(list((tmp_path / "out/_data/topics").iterdir())) == 2


def test_file_that_cannot_be_written_costs_no_other(tmp_path, capsys):
    seeds.write(tmp_path / "in")
    seeds.write_two(tmp_path / "in")
    seeds.run(tmp_path / "in")
    way = tmp_path / "out" / "_news" / "2024-05-02-two.md"
    way.mkdir(parents=True)
    with pytest.raises(CommandError, match=r"written: 1$") as caught:
        call_command("export_seeds", str(tmp_path / "out"))
    assert caught.value.returncode == 1
    assert capsys.readouterr().err == f"{way}: cannot be written: Is a directory\n"
    assert (way.parent / "2024-05-01-webb-sees-far.md").is_file()


def test_full_disk_ends_the_export_with_one_line(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    seeds.run(seeds.write(tmp_path / "in"))
    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(CommandError, match=r"No space left on device$"):
        call_command("export_seeds", str(tmp_path / "out"))


def test_seed_that_would_not_be_taken_any_more_is_exported_from_the_rows(tmp_path):
    make.whole_article()
    Seed.objects.update(text="---\ntitle: No address\n---\n")
    assert "title: Article 1\n" in seeds.exported(tmp_path).read_text()


def test_topic_that_nothing_names_any_more_is_not_exported(tmp_path):
    make.topic("Left")
    assert export_seeds(tmp_path).count == 0
