"""Seeds of what does not fit: words too long, scripts from right to left, nothing where something is used."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from articles.views.specimens import ARABIC, HEBREW, LONG_TITLE, LONG_WORD
from tests import seeds

THAI, JAPANESE = (
    "รถไฟสายใหม่วิ่งผ่านทุ่งนาโดยไม่หยุดพักเลยตลอดทั้งคืน",
    "新しい望遠鏡が最初の光をとらえた。研究者たちは次の夜を待っている。",
)
MARKS = "<b>R&D</b> & “quotes” 'single' \"double\" </title> {{ braces }} {% tag %}"
TITLES = ["No.", LONG_WORD, LONG_TITLE, HEBREW, ARABIC, THAI, JAPANESE, MARKS, "🚀" * 12, "A" * 180]
LONG_TOPIC = "Research, development and the administration of very long names of departments"
TOPICS = ["C", LONG_TOPIC, LONG_WORD, "علوم", "Water"]
OUTLETS = [
    {"name": "Q", "domain": "q.example"},
    {"name": f"{LONG_WORD} Zeitung", "domain": f"{'very-long-name-of-a-host' * 2}.{'sub.' * 6}example.org"},
    {"name": "ידיעות היום", "domain": "xn--4dbcagdahymbxekheh6e0a7fei0b.example"},
]
WITHDRAWN = "2025-03-01-taken-back"
NO_COVERAGE, TEN_ENTRIES, VIDEO = "2025-03-02-nobody-else", "2025-03-03-ten-entries", "2025-03-04-video"
NEWEST = datetime(2025, 3, 20, 23, 59, tzinfo=UTC)


def entry(number: int) -> dict[str, Any]:
    """One of an article's ten related entries; the last two have one address, and the first has no time."""
    when = None if number == 0 else (NEWEST - timedelta(days=200 * number)).isoformat()
    changes: dict[str, Any] = {"publishedDateTime": when, "webUrl": f"https://other.example/{min(number, 8)}"}
    changes |= {"provider": dict(OUTLETS[number % 3]), "excerpt": LONG_TITLE * (number % 3)}
    return {key: value for key, value in seeds.related(TITLES[number], **changes).items() if value}


def write(folder: Path) -> None:
    """Forty articles, so that there is a second page; each title once with each outlet, and four special ones."""
    logo = seeds.picture(folder, "logo.png", (64, 64), "navy")
    tall, wide = (seeds.picture(folder, f"{w}.png", (w, h)) for w, h in ((200, 1200), (1600, 150)))
    for number in range(40):
        name = f"2025-03-{20 - number % 15:02}-awkward-{number}.md"
        when = NEWEST - timedelta(days=number % 15, minutes=number)
        pictures = [None, [tall], [wide], [{"url": "http://127.0.0.1:9/waiting.jpg", "width": 900, "height": 500}]]
        own: dict[str, Any] = {
            "title": TITLES[number % 10],
            "excerpt": [None, LONG_TITLE, LONG_WORD * 8, HEBREW * 5][number % 4],
        }
        outlet = {**OUTLETS[number % 3], **({"images": [logo]} if number % 3 == 0 else {})}
        own |= {"topics": TOPICS[: number % 5 + 1], "images": pictures[number % 4], "provider": outlet}
        address = f"https://q.example/{number}"
        own |= {"publishedDateTime": when.isoformat(), "heat": number, "webUrl": address, "originalUrl": address}
        seeds.write(folder, name, **own)
    write_special(folder)
    for place, topic in enumerate(TOPICS[1:]):
        seeds.write_topic(folder, topic, f"{place}.yaml", _id=f"t{place}", parent=TOPICS[place], description=LONG_TITLE)


def write_special(folder: Path) -> None:
    """An article that was withdrawn, one without coverage, one with ten entries, and a video."""
    frame = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    special: dict[str, dict[str, Any]] = {
        WITHDRAWN: {"title": "Taken back"},
        NO_COVERAGE: {"title": LONG_WORD, "excerpt": None, "topics": None, "images": None},
        TEN_ENTRIES: {"title": LONG_TITLE, "excerpt": LONG_TITLE, "related": [entry(number) for number in range(10)]},
        VIDEO: {"title": ARABIC, "type": "video", "featuredContent": frame, "related": [entry(0)]},
    }
    for day, (key, changes) in enumerate(special.items()):
        address = {"webUrl": f"https://q.example/{key}", "originalUrl": f"https://q.example/{key}"}
        seeds.write(folder, f"{key}.md", **{**address, "topics": TOPICS, "heat": 150 - day, **changes})
