"""Where an article says otherwise than the seed that is kept with it, and how the seed's word is taken again.

It is the import of one file, from the text that is kept, for some fields only: planned, compared and written by the
same code. So what was taken is what the next import finds, and calls unchanged.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from articles import history
from articles.ingest import aliases
from articles.ingest.articles import compare, plan_of, status
from articles.ingest.files import Root, SeedFile
from articles.ingest.incoming import Incoming, digest_by
from articles.ingest.options import Options
from articles.ingest.parts import PARTS, Parts, Plan, parts_of
from articles.ingest.resolve import resolve
from articles.ingest.rows import Rows
from articles.ingest.shared import Needs, Outlet, Shared
from articles.ingest.stock import Kept, Stock
from articles.ingest.turns import in_turn
from articles.listing import heard
from articles.models import Article, ArticlePicture, Picture, RelatedPicture, Seed, Topic
from articles.sources import seedfile
from articles.sources.errors import SourceError
from articles.sources.records import ArticleRecord, PictureRecord

MOST_GUESSES = 200_000  # of which pictures lay beside a seed; each takes a microsecond
_IN_WARNINGS = {"pictures": "images", "related": "related"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field or part in which an article and its seed differ, by the name that it has in `edited_fields`.

    `kept`: an editor's word stands. `same`: it is the seed's, too, and what the seed says later is passed over all the
    same. `lost`: the seed's cannot be taken, as pictures that lay beside it are gone.
    """

    name: str
    kept: bool
    same: bool
    lost: bool


@dataclass(slots=True)
class Said:
    """What the seed says of the article, as rows would hold it, beside the rows that there are."""

    article: Article
    record: ArticleRecord
    plan: Plan
    have: Parts

    @classmethod
    def of(cls, article: Article, *, look_only: bool = True) -> "Said | None":
        """None for an article without a seed. With `look_only` nothing is made that the seed names and we lack."""
        seed = Seed.objects.filter(article=article).first()
        incoming = _incoming(seed) if seed else None
        if seed is None or incoming is None or not isinstance(record := incoming.parsed.record, ArticleRecord):
            return None
        shared = _Shared(incoming, _beside(article, seed, incoming.file), look_only=look_only)
        plan = plan_of(incoming, record, article, shared, Options())
        said = status(article, record, publish=False, restored=True)
        plan.values["status"] = heard(said, muted=shared.provider(record.provider).is_muted)
        return cls(article, record, plan, parts_of([article.pk])[article.pk])

    def differences(self) -> list[Difference]:
        """Where they differ, or an editor's word stands, in the order of the format."""
        self.plan.edited = []
        compare(self.plan, self.article, self.have)
        differing, edited = self.plan.changes.fields, self.article.edited_fields
        return [
            Difference(name, name in edited, name not in differing, self._lost(name))
            for name in _names(self.plan)
            if name in differing or name in edited
        ]

    def take(self, names: Collection[str]) -> list[str]:
        """Write what the seed says of these fields and parts. Those that could be taken."""
        lost = {one.name for one in self.differences() if one.lost}
        taken = [name for name in _names(self.plan) if name in names and name not in lost]
        if taken:
            self._write(taken)
        return taken

    def _write(self, taken: Collection[str]) -> None:
        self.plan.edited = [name for name in _names(self.plan) if name not in taken]
        self.plan.changes.fields, self.plan.changes.kept = [], []
        compare(self.plan, self.article, self.have)
        edited = [name for name in self.article.edited_fields if name not in taken]
        self.plan.changed["edited_fields"] = edited
        if "status" in taken:
            self.plan.changed["publish_at"] = None
        rows = Rows()
        rows.change(self.plan, self.article, self.have)
        rows.write()
        resolve([self.article.pk])

    def _lost(self, name: str) -> bool:
        begins = _IN_WARNINGS.get(name, "-")
        return any((warning.field or "").startswith(begins) for warning in self.plan.changes.warnings)


def use_seed(article_id: int, names: Collection[str], editor: Any) -> list[str]:
    """Let the article say what its seed says of these fields and parts; an editor's word on them is forgotten.

    Names of those that were taken: not what has no seed, or needs pictures that are lost.
    """
    return in_turn(lambda: _use_seed(article_id, names, editor))


def _use_seed(article_id: int, names: Collection[str], editor: Any) -> list[str]:
    said = Said.of(Article.objects.get(pk=article_id), look_only=False)
    if said is None:
        return []
    history.before_edit(Article, [article_id])
    if taken := said.take(names):
        reason = _("Took the seed's word again: %(names)s.") % {"names": ", ".join(taken)}
        history.after_edit(Article, [article_id], editor, reason=reason)
    return taken


def _names(plan: Plan) -> list[str]:
    """What the seed says something of."""
    return [*(name.removesuffix("_id") for name in plan.values), *PARTS]


def _incoming(seed: Seed) -> Incoming | None:
    """The seed as it came in; None if it was taken when the rules were others, and would not be now."""
    file = SeedFile(Root.of(Path(seed.path)), "")
    try:
        parsed = seedfile.parse(seed.text, file.name)
    except SourceError:
        return None
    [incoming] = aliases.resolved([Incoming(file, parsed, seed.text, seed.digest, seed.pictures)])
    return incoming


# Pictures beside the seed


def _beside(article: Article, seed: Seed, file: SeedFile) -> dict[str, int]:
    """Rows of the pictures that lay beside the seed, by their paths: those that still stand where it placed them, and
    those whose files are gone. The others are read from where they lie.
    """
    known: dict[str, int] = {}
    for model, owner in ((ArticlePicture, "article"), (RelatedPicture, "related__article")):
        placed = model._default_manager.filter(**{owner: article}).exclude(path="").order_by()
        known |= dict(placed.values_list("path", "picture_id"))
    there = {path: _digest_at(file, path) for path in seed.pictures if path not in known}
    return known | (_recognised(seed, known, there) if None in there.values() else {})


def _digest_at(file: SeedFile, path: str) -> bytes | None:
    """The SHA-256 of the picture there; None if it is gone."""
    try:
        return sha256(file.picture(path)).digest()
    except SourceError:
        return None


def _recognised(seed: Seed, known: dict[str, int], there: dict[str, bytes | None]) -> dict[str, int]:
    """Pictures of ours that lay where none is any more: those with which the seed has the digest it was kept with."""
    gone = [path for path in there if there[path] is None]
    local = Picture.objects.filter(url__gte="local:", url__lt="local;").order_by()
    ours = {pk: bytes.fromhex(url.removeprefix("local:")) for pk, url in local.values_list("pk", "url")}
    if len(ours) ** len(gone) > MOST_GUESSES:
        return {}
    for guess in product(ours, repeat=len(gone)):
        rows = known | dict(zip(gone, guess, strict=True))
        digests = [ours.get(rows[path], b"") if path in rows else there[path] or b"" for path in seed.pictures]
        if digest_by(seed.text.encode(), digests) == seed.digest:
            return {path: rows[path] for path in gone}
    return {}


class _Stock(Stock):
    """Pictures, of which those beside the seed may be known by their paths."""

    def __init__(self, options: Options, new: Counter[str], beside: dict[str, int], look_only: bool) -> None:
        super().__init__(options, new)
        self.beside = beside
        self.look_only = look_only

    def _make(self, sizes: dict[str, tuple[int, int]]) -> None:
        if not self.look_only:
            super()._make(sizes)
        else:
            self._remote |= {url: Kept(0, url, "", size) for url, size in sizes.items()}

    def _local_row(self, record: PictureRecord, file: SeedFile) -> int:
        if record.url in self.beside:
            return self.beside[record.url]
        return self._row_like(record, file) if self.look_only else super()._local_row(record, file)

    def _row_like(self, record: PictureRecord, file: SeedFile) -> int:
        digest = sha256(file.picture(record.url)).hexdigest()
        return Picture.objects.filter(url=f"local:{digest}").values_list("pk", flat=True).first() or 0


class _Shared(Shared):
    """What one seed names. With `look_only`, 0 stands for rows that there are none of, and nothing is made."""

    def __init__(self, incoming: Incoming, beside: dict[str, int], *, look_only: bool) -> None:
        self.look_only = look_only
        self.stock_of = lambda options, new: _Stock(options, new, beside, look_only)
        super().__init__(Needs.of([incoming]), Options(dry_run=look_only))

    def _make_providers(self, best: dict[str, Any]) -> None:
        if not self.look_only:
            super()._make_providers(best)
        else:
            self.providers |= {domain: Outlet(0, keeps_logos=False, is_muted=False) for domain in best}

    def _new_topic(self, name: str) -> Topic:
        return Topic(pk=0, name=name) if self.look_only else super()._new_topic(name)
