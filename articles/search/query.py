"""The language of the search box: text → Query. Nothing is refused; what is not understood is told, and left out.

    moon landing        both words            "moon landing"      one after the other
    moon OR mars        either                -mars               not that word
    topic:space         filed under it        from:nasa.gov       of that outlet, by domain or name
    after:2023-06       from that day on      before:2023-06-03   until the day before
    type:video          videos only           -topic:"deep sea"   all but that

A word with punctuation in it (`don't`, `github-to-sqlite`) is its pieces, one after the other.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from articles.limits import FIRST_YEAR, LAST_YEAR

TYPES = ("article", "video")
MOST_WORDS = 30
LONGEST_WORD = 100

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TOKEN = re.compile(
    r"""(?P<minus>-?)
        (?:(?P<name>topic|from|after|before|type):)?
        (?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<plain>[^\s"]*))""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)

Term = tuple[str, ...]
"""Words that stand one after the other; mostly one."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`topic`, `from` or `type`, and what was asked for. `negated`: all but that."""

    name: str
    value: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """What was not understood, or not done: `kind` names the reason, `text` is what it is about."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. Each group has to be there, by one of its terms at least."""

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    after: date | None = None
    before: date | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def terms(self) -> list[Term]:
        """All that may be marked."""
        return [term for group in self.groups for term in group]

    @property
    def asks(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.groups or self.without or self.filters or self.after or self.before)


def parsed(text: str) -> Query:
    """The query that a text means."""
    reader = _Reader()
    for match in _TOKEN.finditer(text.translate(_QUOTES)):
        if match[0]:
            reader.read(match)
    return reader.query()


def words_of(text: str) -> Term:
    """The runs of letters and digits, accents and other marks on them included."""
    text = unicodedata.normalize("NFC", text)
    blanked = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in text)
    return tuple(word[:LONGEST_WORD] for word in blanked.split() if any(map(str.isalnum, word)))


def first_day(text: str) -> date | None:
    """The first day of a year, of a month, or that day; None for no such time."""
    match = _DATE.fullmatch(text.strip())
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None


class _Reader:
    """What has been read so far."""

    def __init__(self) -> None:
        self.groups: list[list[Term]] = []
        self.without: list[Term] = []
        self.filters: list[Filter] = []
        self.days: dict[str, list[date]] = {"after": [], "before": []}
        self.notices: dict[Notice, None] = {}  # each once, in order
        self.words = 0
        self.after_word = self.after_or = False

    def read(self, match: re.Match[str]) -> None:
        """One token: an OR, a filter, or a term."""
        negated, name = bool(match["minus"]), (match["name"] or "").lower()
        value = match["quoted"] if match["plain"] is None else match["plain"]
        if match["quoted"] is not None and not match["end"]:
            self.tell("quote")
        if match[0] == "OR":
            self.read_or()
        elif name:
            self.unjoined()
            self.read_filter(name, value.strip(), negated)
        else:
            self.read_term(value, negated)

    def read_or(self) -> None:
        if not self.after_word or self.after_or:
            self.tell("or")
        else:
            self.after_or = True

    def read_term(self, text: str, negated: bool) -> None:
        term = words_of(text)
        if not term:
            if any(letter > "~" for letter in text):  # punctuation alone needs no word
                self.tell("no words", text)
            return
        if self.words + len(term) > MOST_WORDS:
            self.tell("many")
            return
        self.words += len(term)
        if negated:
            self.unjoined()
            self.without.append(term)
        elif self.after_or:
            self.groups[-1].append(term)
        else:
            self.groups.append([term])
        self.after_word, self.after_or = not negated, False

    def read_filter(self, name: str, value: str, negated: bool) -> None:
        written = f"{'-' if negated else ''}{name}:{value}"
        if name in self.days:
            day = None if negated else first_day(value)
            if day:
                self.days[name].append(day)
            else:
                self.tell("date", written)
        elif not words_of(value):
            self.tell("no value", f"{name}:")
        elif name == "type" and value.lower() not in TYPES:
            self.tell("type", value)
        elif self.words + len(words_of(value)) > MOST_WORDS:
            self.tell("many")
        else:
            self.words += len(words_of(value))
            self.filters.append(Filter(name, value.lower() if name == "type" else value, negated))

    def unjoined(self) -> None:
        """What comes now is no word that an OR could join."""
        if self.after_or:
            self.tell("or")
        self.after_word = self.after_or = False

    def tell(self, kind: str, text: str = "") -> None:
        self.notices[Notice(kind, text)] = None

    def query(self) -> Query:
        self.unjoined()
        after, before = max(self.days["after"], default=None), min(self.days["before"], default=None)
        if after and before and after >= before:
            self.tell("no time between")
        return Query(
            groups=tuple(tuple(dict.fromkeys(group)) for group in self.groups),
            without=tuple(dict.fromkeys(self.without)),
            filters=tuple(dict.fromkeys(self.filters)),
            after=after,
            before=before,
            notices=tuple(self.notices),
        )
