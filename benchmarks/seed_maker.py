"""Makes a folder of seed files as a publisher might: the same files for the same numbers, on every machine.

    .venv/bin/python benchmarks/seed_maker.py FOLDER [number of articles, default: 1000]

An article's text depends on the corpus' seed, its number and its version, and on nothing else, so that a benchmark can
change any file without making the others again. Outlets and topics are as frequent as Zipf's law says.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product
from pathlib import Path
from random import Random

NEWEST = datetime(2024, 6, 30, 22, tzinfo=UTC)
FIVE_YEARS = 5 * 365 * 24 * 60  # minutes

NAMES = ["Harbour", "Summit", "Valley", "Northern", "Civic", "Metro", "Coastal", "Prairie", "Lakeside", "Capital"]
NAMES += ["Evening", "Morning", "Daily", "Weekly", "Städtische", "Münster", "Océan", "Île", "Żywiec", "Øresund"]
KINDS = ["Post", "Herald", "Times", "Courier", "Ledger", "Observer", "Wire", "Gazette", "Tribune", "Monitor"]
KINDS += ["Standard", "Review", "Dispatch", "Chronicle", "Journal"]
ASCII = str.maketrans({"ä": "a", "ü": "u", "é": "e", "Î": "I", "Ż": "Z", "Ø": "O"})
OUTLETS = [(f"{name} {kind}", f"{name}{kind}.example".translate(ASCII).lower()) for kind, name in product(KINDS, NAMES)]
OUTLET_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(OUTLETS) + 1)))

TOPICS = ["Science", "Space", "Health", "Energy", "Climate", "AI", "Robotics", "Oceans", "Cities", "Transport", "Law"]
TOPICS += ["Privacy", "Security", "Chips", "Phones", "Games", "Film", "Music", "Books", "Museums", "Food", "Water"]
TOPICS += ["Forests", "Farming", "Trade", "Banking", "Housing", "Schools", "Research & Development", "Physics", "C"]
TOPICS += ["C++", "Médecine", "Économie", "Straßenbau", "健康", "علوم", "חלל", "Sport", "Elections"]
TOPIC_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(TOPICS) + 1)))

SUBJECTS = ["Engineers", "A small team", "The harbour board", "Two laboratories", "City council", "Regulators"]
SUBJECTS += ["Farmers’ union", "Die Übungsleiter", "L’académie", "An old lighthouse", "The court", "Young voters"]
VERBS = ["question", "welcome", "delay", "rebuild", "measure", "defend", "abandon", "double", "map", "explain"]
OBJECTS = [
    "the tidal barrier",
    "a cheaper battery",
    "night trains",
    "the second orbit",
    "open textbooks",
    "a naïve model",
]
OBJECTS += ["flood insurance", "the river bridge", "sleep research", "a quiet engine", "street trees", "the new lens"]
FOREIGN = [
    "מים חמים נמצאו מתחת לקרח",
    "قطار ليلي جديد يعبر الصحراء",
    "新しい望遠鏡が最初の光をとらえた",
    "Поезд идёт на север",
]
MARKS = ["&#8217;", "&amp;", "&nbsp;", "&#8220;so far&#8221;", "&hellip;", "<b>now</b>"]
WORDS_IN_USE = """
across after again against almost answer begins behind below border bridge broad budget carbon careful centre
change clear coast common costs court crossing demand doubt early eastern effort energy evening expect farther figures
follow forest further garden glacier harbour heavy hold island joined labour layer léger lighter market measure method
model morning narrow native number offer orbit other paper partly people planet plenty prices public quarter question
rather report result return river sample second shore signal simple slowly station still storm street summer surface
system ten thousand tide toward Übung under until valley voters water weather western winter within without years
"""
WORDS = WORDS_IN_USE.split()
RELATED_WEIGHTS = list(accumulate([20, 16, 13, 12, 11, 10, 8, 6, 4]))  # of 0, 1, 2 … 8 entries

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True, slots=True)
class Headline:
    """What an article and the entries that point at it say alike."""

    title: str
    slug: str
    name: str
    domain: str
    published_at: datetime
    quality: int

    @property
    def url(self) -> str:
        return f"https://www.{self.domain}/news/{self.published_at:%Y/%m/%d}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Corpus:
    """`count` articles; `seed` tells one corpus from another."""

    count: int
    seed: int = 1

    def article(self, number: int, version: int = 0) -> tuple[str, str]:
        """Path and text of one article. Another version has other heat, quality, excerpt and related coverage."""
        headline = self._headline(number)
        r = Random(f"{self.seed} {number} {version}")
        entries = r.choices(range(9), cum_weights=RELATED_WEIGHTS)[0]
        is_listed = r.random() >= 0.05
        related = "".join(self._related(r, number, rank, headline.quality) for rank in range(entries))
        heat = headline.quality + 10 * entries if is_listed else -1
        text = _ARTICLE.format(
            headline=headline,
            title=headline.title,
            excerpt=_excerpt(r, 40),
            addresses=_addresses(r, headline),
            quality=headline.quality,
            heat=heat + (version if is_listed else 0),
            published="true" if is_listed else "false",
            name=_spelling(r, headline.name),
            logo=_logo(headline.domain) if r.random() < 0.8 else "",
            topics="".join(f"  - {topic}\n" for topic in dict.fromkeys(r.choices(
                TOPICS, cum_weights=TOPIC_WEIGHTS, k=r.randint(1, 4)))),
            images=_images(r, headline.domain, r.choice((0, 1, 1, 2)), ""),
            related=f"\nrelated:\n{related}" if related else "",
            secured=f"{_base64(r, 320)};{_base64(r, 22)}==",
        )  # fmt: skip
        return self.path(number), text

    def path(self, number: int) -> str:
        """Where the file of an article belongs. Some files are called after the day before."""
        headline = self._headline(number)
        day = headline.published_at - timedelta(days=number % 17 == 0)
        return f"_news/{day:%Y-%m}/{day:%Y-%m-%d}-{headline.slug}.md"

    def _headline(self, number: int) -> Headline:
        r = Random(self.seed * 1_000_003 + number)
        subject, verb, thing = r.choice(SUBJECTS), r.choice(VERBS), r.choice(OBJECTS)
        title = f"{subject} {verb} {thing}, case {number}"
        slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split())
        kind = r.random()
        if kind < 0.08:
            title = f"{r.choice(FOREIGN)} {number}"
        elif kind < 0.25:
            title = f"{title}: {r.choice(MARKS)}"
        name, domain = r.choices(OUTLETS, cum_weights=OUTLET_WEIGHTS)[0]
        published_at = NEWEST - timedelta(minutes=(37 * number) % FIVE_YEARS + r.randrange(37))
        return Headline(title, slug, name, domain, published_at, r.randint(20, 130))

    def _related(self, r: Random, number: int, rank: int, quality: int) -> str:
        """One entry of related coverage, about one in six an article of this corpus."""
        ours = r.random() < 0.16 and self.count > 1
        other = r.randrange(self.count) if ours else self.count + number * 10 + rank
        headline = self._headline(other if other != number else (number + 1) % self.count)
        return _RELATED.format(
            headline=headline,
            title=headline.title,
            excerpt=_excerpt(r, 58),
            amp=_amp(headline) if r.random() < 0.25 else "",
            name=_spelling(r, headline.name),
            quality=max(quality - 7 * rank - r.randint(0, 6), 1),
            images=_images(r, headline.domain, r.random() < 0.9, "    "),
        )

    def topic_files(self) -> Iterator[tuple[str, str]]:
        """Path and text of a file for each topic that has an ASCII name; every third is below the first."""
        for number, name in enumerate(TOPICS):
            if name.isascii() and name.isalpha() and len(name) > 1:
                parent = f"parent: {TOPICS[0]}\n" if number % 3 == 1 else ""
                text = _TOPIC.format(id=name.lower(), name=name, parent=parent)
                yield f"_data/topics/{number // 2:02}-{name.lower()}.yaml", text

    def outlet_files(self) -> Iterator[tuple[str, str]]:
        """Path and text of a file for every tenth outlet."""
        for name, domain in OUTLETS[::10]:
            yield f"_data/organizations/{domain}.md", _OUTLET.format(name=f"The {name}", domain=domain)

    def files(self) -> Iterator[tuple[str, str]]:
        """Path and text of every article."""
        return (self.article(number) for number in range(self.count))


def write(folder: Path, files: Iterator[tuple[str, str]]) -> int:
    """Write these files below `folder`. Their bytes in all."""
    total, made = 0, set[Path]()
    for name, text in files:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        total += path.write_bytes(text.encode())
    return total


# Parts of a file


def _excerpt(r: Random, words: int) -> str:
    """A text cut mid-sentence; some hold entities, some a quotation."""
    text = " ".join(r.choices(WORDS, k=words)).capitalize()
    kind = r.random()
    if kind < 0.17:
        text = f"{text} {r.choice(MARKS)} and more"
    elif kind < 0.22:
        text = f'{text}, \\"as they say\\",'
    elif kind < 0.26:
        text = f"{text} {r.choice(FOREIGN)}"
    return f"{text} ..."


def _addresses(r: Random, headline: Headline) -> str:
    """A video has no page to send readers to but the origin's; a few articles have old AMP pages."""
    kind = r.random()
    if kind < 0.03:
        embed = f'<iframe src=\\"https://www.youtube.com/embed/{_base64(r, 11)}\\"></iframe>'
        return f'originalUrl: "{headline.url}"\ntype: video\nfeaturedContent: "{embed}"\n'
    addresses = f'originalUrl: "{headline.url}"\nwebUrl: "{headline.url}"\n'
    if kind < 0.09:
        addresses += _amp(headline, "")
    return f"{addresses}type: article\n"


def _amp(headline: Headline, indent: str = "    ") -> str:
    cdn = f"https://www-{headline.domain.replace('.', '-')}.cdn.example/c/s/{headline.url.removeprefix('https://')}amp/"
    return f'{indent}ampWebUrl: "{headline.url}amp/"\n{indent}cdnAmpWebUrl: "{cdn}"\n'


def _spelling(r: Random, name: str) -> str:
    return f"The {name}" if r.random() < 0.08 else name


def _logo(domain: str) -> str:
    url = f"https://logos.example/assets/images/organizations/{domain}-50x50.jpg"
    return f'  images:\n    - url: "{url}"\n      width: 50\n      height: 50\n'


def _images(r: Random, domain: str, count: int, indent: str) -> str:
    """The key with this many pictures; nothing for none."""
    if not count:
        return ""
    pictures = "".join(
        f'{indent}  - url: "https://img.{domain}/media/{r.randrange(10**9)}/picture-of-the-day.jpg"\n'
        f"{indent}    width: {width}\n{indent}    height: {width * 9 // 16}\n{indent}    isCached: true\n"
        for width in r.choices((640, 800, 1200, 1600), k=count)
    )
    return f"{indent}images:\n{pictures}"


def _base64(r: Random, length: int) -> str:
    return "".join(r.choices(ALPHABET, k=length))


_ARTICLE = """---
category: news
title: "{title}"
excerpt: "{excerpt}"
publishedDateTime: {headline.published_at:%Y-%m-%dT%H:%M:%SZ}
{addresses}quality: {quality}
heat: {heat}
published: {published}

provider:
  name: {name}
  domain: {headline.domain}
{logo}
topics:
{topics}
{images}{related}
secured: "{secured}"
---

"""

_RELATED = """  - title: "{title}"
    excerpt: "{excerpt}"
    publishedDateTime: {headline.published_at:%Y-%m-%dT%H:%M:%SZ}
    webUrl: "{headline.url}"
{amp}    type: article
    provider:
      name: {name}
      domain: www.{headline.domain}
    quality: {quality}
{images}"""

_TOPIC = """taxonomy: topic
_id: {id}
name: {name}
{parent}description: What is new in {name}
keywords:
  - {id}
  - {id} news
hashtags:
  - "#{id}"
images:
  - https://publisher.example/assets/images/topics/{id}.jpg
services:
  news: https://publisher.example/api/news/{id}/
"""

_OUTLET = """---
taxonomy: organization
_id: {domain}
name: {name}
domain: {domain}
images:
  - url: /assets/images/organizations/{domain}-50x50.jpg
    width: 50
    height: 50
---
"""


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    size = write(Path(sys.argv[1]), Corpus(number).files())
    print(f"{number:,} files, {size / number:,.0f} bytes on average")
