"""Which article a seed file is."""

import os
import unicodedata

import pytest

from articles.models import Article, Provider, Seed
from tests import seeds

pytestmark = pytest.mark.django_db

LETTER = {"title": "Letter", "originalUrl": None, "webUrl": "https://space.example/letters"}


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


@pytest.mark.parametrize("change", [{"title": "Webb sees very far"}, {"publishedDateTime": "2024-05-02T09:00:00Z"}])
def test_undated_file_corrected_is_the_same_article(tmp_path, change):
    seeds.write(tmp_path, "webb.md")
    seeds.run(tmp_path)
    seeds.write(tmp_path, "webb.md", **change)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["updated"]
    assert Article.objects.count() == 1


def test_newcomer_at_the_address_of_a_moved_file_is_no_rename(tmp_path):
    path = seeds.write(tmp_path / "new", "2024-05-01-letter.md", **LETTER)
    seeds.run(tmp_path)
    (tmp_path / "old").mkdir()
    path.rename(tmp_path / "old" / path.name)
    seeds.write(tmp_path / "new", "2024-05-08-letter.md", **LETTER, publishedDateTime="2024-05-08T09:00:00Z")
    assert sorted(seeds.outcomes(seeds.run(tmp_path))) == ["created", "unchanged"]
    assert Article.objects.earliest("pk").key == "2024-05-01-letter"


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
    seeds.of_one_age(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "duplicate"]
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "duplicate"]


@pytest.mark.parametrize(
    ("age", "why"), [(0, "was changed at the same moment, has the first path"), (9, "was changed later")]
)
def test_copy_is_told_with_the_rule_that_chose_the_other(tmp_path, age, why):
    seeds.write(tmp_path / "a")
    seeds.write(tmp_path / "b")
    seeds.of_one_age(tmp_path)
    path = next((tmp_path / "b").iterdir())
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    [note] = seeds.run(tmp_path).files[1].notes
    assert note.message == f"describes what {tmp_path}/a/{path.name} does, which {why} and is taken"


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_of_two_files_of_one_article_the_one_changed_last_is_taken(tmp_path, order):
    for folder, heat in (("a", 1), ("b", 2)):
        path = seeds.write(tmp_path / folder, heat=heat)
        os.utime(path, (1_700_000_000 - heat, 1_700_000_000 - heat))
    for folder in order:
        seeds.run(tmp_path / folder)
    assert Article.objects.get().heat == 1


def test_copy_under_another_key_is_a_duplicate_while_the_file_we_know_is_there(tmp_path):
    seeds.write(tmp_path / "a", "2024-05-01-x.md")
    seeds.write(tmp_path / "b", "2024-05-01-y.md")
    seeds.of_one_age(tmp_path)
    seeds.run(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path / "b")) == ["duplicate"]
    assert Article.objects.get().key == "2024-05-01-x"
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "duplicate"]


def test_files_that_change_names_change_the_articles_once(tmp_path):
    paths = seeds.write(tmp_path), seeds.write_two(tmp_path)
    seeds.run(tmp_path)
    one, two = (path.read_text() for path in paths)
    paths[0].write_text(two)
    paths[1].write_text(one)
    seeds.run(tmp_path)
    assert Article.objects.count() == 2
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "unchanged"]


def test_file_name_in_decomposed_letters_is_the_same_key(tmp_path):
    path = seeds.write(tmp_path, "2024-05-01-é.md")
    seeds.run(tmp_path)
    path.rename(tmp_path / unicodedata.normalize("NFD", path.name))
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged"]


# Outlets


def test_outlet_corrected_in_its_file_moves_the_article(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.write(tmp_path, provider={"name": "New", "domain": "new.example"})
    assert seeds.outcomes(seeds.run(tmp_path)) == ["updated"]
    assert Article.objects.get().provider.domain == "new.example"


def test_article_given_another_outlet_by_an_editor_is_found_in_a_moved_file(tmp_path):
    seeds.write(tmp_path / "a")
    seeds.run(tmp_path)
    seeds.edit(Article.objects.get(), provider=Provider.objects.create(domain="o.example", name="O"))
    (tmp_path / "a").rename(tmp_path / "b")
    seeds.run(tmp_path / "b")
    assert Article.objects.get().provider.domain == "o.example"
