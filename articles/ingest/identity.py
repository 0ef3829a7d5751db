"""Which article of ours a seed file is."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain

from django.db.models import QuerySet

from articles.ingest import aliases
from articles.ingest.files import modified_ns
from articles.ingest.incoming import Incoming
from articles.models import Article
from articles.sources import seedfile
from articles.sources.records import ArticleRecord
from articles.sources.text import is_key

ADDRESSES = ("web_url", "original_url")

Pair = tuple[Incoming, ArticleRecord]
"""A seed file, and the article that it describes."""


def addresses(record: ArticleRecord) -> set[str]:
    """Where the article's origin is."""
    return {record.original_url, record.web_url} - {""}


def waves(batch: Iterable[Pair]) -> Iterator[list[Pair]]:
    """The articles of a batch in groups of which no two can be one article: all of them at once, as a rule."""
    waiting = list(batch)
    while waiting:
        wave, later, taken = list[Pair](), list[Pair](), set[tuple[str, str]]()
        for incoming, record in waiting:
            marks = {("", incoming.parsed.key), *((record.provider.domain, url) for url in addresses(record))}
            (later if marks & taken else wave).append((incoming, record))
            taken |= marks
        yield wave
        waiting = later


class Known:
    """The articles we have that the files of a wave may be. `coming` gives the names (no suffix) of all files of
    the run, which is seldom asked.

    An article file is the article of its key and outlet (also where an editor gave it another outlet since). Else the
    one last imported from this path, unless the file's name is a key, which says that it is another. Else, of its
    outlet's with its origin address: one of the same title and time, or one whose file is gone, so that it was renamed.
    """

    def __init__(self, wave: Sequence[Pair], coming: Callable[[], Collection[str]]) -> None:
        self.coming = coming
        self._by_key: dict[str, list[Article]] = defaultdict(list)
        self._by_path: dict[str, Article] = {}
        self._by_address: dict[tuple[str, str], list[Article]] = defaultdict(list)
        self._load(wave)

    def article(self, incoming: Incoming, record: ArticleRecord) -> Article | None:
        """The article that the file describes, if we have it."""
        domain, same_key = record.provider.domain, self._by_key.get(incoming.parsed.key, [])
        found = next((one for one in same_key if one.provider.domain == domain), None)
        found = found or next((one for one in same_key if _came_from(one, incoming, domain)), None)
        return found or self._by_path.get(incoming.path) or self._renamed(record)

    def _load(self, wave: Sequence[Pair]) -> None:
        every = Article.objects.select_related("seed", "provider").order_by("key", "provider__domain")
        for article in every.filter(key__among={incoming.parsed.key for incoming, _ in wave}):
            self._by_key[article.key].append(article)
        unknown = [(incoming, record) for incoming, record in wave if incoming.parsed.key not in self._by_key]
        self._load_paths(every, [one.path for one, _ in wave if not is_key(one.file.name.rpartition(".")[0])])
        urls = set(chain.from_iterable(addresses(record) for _, record in unknown))
        for column in ADDRESSES:
            for article in every.filter(**{f"{column}__among": urls}):
                for url in {article.web_url, article.original_url}:
                    self._by_address[article.provider.domain, url].append(article)

    def _load_paths(self, every: QuerySet[Article], paths: Collection[str]) -> None:
        for article in every.filter(seed__path__among=paths) if paths else ():
            self._by_path[article.seed.path] = article

    def _renamed(self, record: ArticleRecord) -> Article | None:
        domain = record.provider.domain
        found = {one.pk: one for url in addresses(record) for one in self._by_address.get((domain, url), ())}
        for _, other in sorted(found.items()):
            if (other.title, other.published_at) == (record.title, record.published_at):
                return other
            seed = getattr(other, "seed", None)
            if seed and other.key not in self.coming() and not modified_ns(seed.path):
                return other
        return None


def _came_from(article: Article, incoming: Incoming, domain: str) -> bool:
    """Whether the article of this key was imported from this path, or from this outlet before an editor changed it."""
    seed = getattr(article, "seed", None)
    if seed is None or seed.path == incoming.path:
        return seed is not None
    said = seedfile.parse(seed.text, seed.path).record if "provider" in article.edited_fields else None
    return isinstance(said, ArticleRecord) and aliases.main_domain(said.provider.domain) == domain
