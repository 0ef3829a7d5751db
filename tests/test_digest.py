"""`manage.py digest`: one line that depends on what was imported, and on nothing else."""

import pytest
from django.core.management import call_command
from django.db import transaction

from articles.digest import CONTENT, canonical, content_digest, digests
from tests import make, seeds

pytestmark = pytest.mark.django_db


def write_everything(folder):
    """Two articles, one an entry of the other's coverage; topics in a tree; an outlet; pictures of all of them."""
    two, seen = [{"url": f"https://space.example/{name}"} for name in "ab"], {"url": "https://other.example/c"}
    topics = ["Moon", "Space"]
    seeds.write_two(folder / "news", topics=topics, images=[seeds.picture(folder / "news", "local.png"), *two])
    entries = [seeds.related(images=two), seeds.related("Two", webUrl="https://space.example/two")]
    seeds.write(folder / "news", topics=topics, images=[seen], related=entries)
    seeds.write_topic(folder / "topics", "Space", images=two)
    seeds.write_topic(folder / "topics", "Moon", parent="Space")
    seeds.write_outlet(folder, images=two)


def digest_after(*runs):
    """The digest of what these runs, each a list of paths, make of an empty database; which is empty again then."""
    with transaction.atomic():
        for paths in runs:
            seeds.run(*paths)
        digest = content_digest()
        transaction.set_rollback(True)
    return digest


def test_digest_does_not_change_with_order_path_or_time_of_import(tmp_path, time_machine):
    for name in ("here", "there"):
        write_everything(tmp_path / name)
    here = sorted((tmp_path / "here").rglob("*.[my]*"))
    there = sorted((tmp_path / "there").rglob("*.[my]*"), reverse=True)
    first = digest_after(here)
    time_machine.move_to("2031-01-01")
    assert digest_after(*([path] for path in there)) == first


def say(folder, name, **changes):
    """A file of the article that all folders have, which says these things."""
    provider = {"name": f"Desk {name}", "domain": "space.example", "images": [{"url": f"https://x.example/{name}"}]}
    entry = seeds.related(provider={"name": name, "domain": f"{name}.example"})
    entry["images"] = [{"url": "https://x.example/shared", "width": len(name), "height": 1}]
    changes = {"topics": ["Shared", name], "provider": provider, "related": [entry], **changes}
    return seeds.write(folder / name, **changes)


@pytest.mark.parametrize("late", ["x", "yy"])
def test_digest_is_the_same_in_either_order_of_two_files_of_one_article(tmp_path, late):
    for name in ("x", "yy"):
        say(tmp_path, name, topics=["Shared", name.upper() if name == late else name, "SHARED" + name])
    seeds.of_one_age(tmp_path)
    x, y = tmp_path / "x", tmp_path / "yy"
    assert digest_after([x], [y]) == digest_after([y], [x]) == digest_after([tmp_path])


def test_digest_is_the_same_in_either_order_of_names_that_differ_by_how_letters_are_composed(tmp_path):
    names = ["2024-05-01-caf\u00e9.md", "2024-05-01-cafe\u0301.md"]
    one, other = (seeds.write(tmp_path, name, topics=[f"Of {len(name)}"]) for name in names)
    seeds.of_one_age(tmp_path)
    assert digest_after([one], [other]) == digest_after([other], [one])


@pytest.mark.parametrize("changed", ["topics", "related", "images"])
def test_digest_does_not_depend_on_what_a_file_named_before(tmp_path, changed):
    logo = {"images": [{"url": "https://x.example/a"}], "topics": ["One"], "related": [seeds.related()]}
    before, after = seeds.write(tmp_path / "a", **logo), seeds.write(tmp_path / "b", **{**logo, changed: []})
    alone = digest_after([after])
    with transaction.atomic():
        seeds.run(before)
        before.unlink()
        seeds.run(after)
        assert content_digest() == alone


def test_values_are_written_alike_whatever_the_database():
    """PostgreSQL gives keys in an order of its own, 1e3 as a whole number and no negative zero."""
    late = make.NEWS_TIME.replace(microsecond=1)
    make.whole_article(updated_at=late, extra={"b": [1e3, 1e22, 1.5, -0.0, 1e-7, 10**18], "a": {"é": None}})
    [article] = CONTENT["articles"]()
    assert canonical({name: article[name] for name in ("extra", "updated_at", "published")}) == (
        rb'{"extra":{"a":{"\u00e9":null},"b":[1000,10000000000000000000000,1.5,0,1e-07,1000000000000000000]},'
        rb'"published":null,"updated_at":"2023-06-03T15:35:00.000001+00:00"}'
    )


def test_digest_reads_in_batches_without_a_query_for_each_row(django_assert_max_num_queries, monkeypatch):
    make.whole_rows(5)
    whole = content_digest()
    monkeypatch.setattr("articles.digest.BATCH", 2)
    with django_assert_max_num_queries(42):
        assert content_digest() == whole


def test_command_prints_one_line(capsys):
    call_command("digest")
    assert capsys.readouterr().out == f"{content_digest()}\n"


def test_command_prints_a_line_for_each_kind(capsys):
    call_command("digest", parts=True)
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == list(digests())
