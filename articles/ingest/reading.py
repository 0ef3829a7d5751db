"""Files → what they say, in their order: what is known is passed over unparsed, the rest parsed on all cores."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import TextField
from django.db.models.functions import Cast

from articles.ingest.files import SeedFile
from articles.ingest.incoming import Incoming, digest_of
from articles.ingest.options import Options
from articles.ingest.parsing import Parser, Readings
from articles.ingest.report import FileReport, Outcome
from articles.models import Seed, Status
from articles.sources.errors import Problem, SourceError
from articles.sources.reading import Reading

BATCH_FILES = 400  # stored in one transaction; a large one keeps other writers waiting
BATCH_BYTES = 8_000_000
BATCH_DONE = 2_000  # files that were done with unparsed, after which to tell how far we are
PARCELS = 4  # in a full batch; one is what a process parses at a time
LOOK_UP = 500  # files asked for at once

Digests = dict[str, str]
"""Digests that a file may have if it is as it was imported, and what it describes then."""


@dataclass(slots=True)
class Batch:
    """Files that go through together. `reports` are those that are done with: known already, or refused. Of those that
    are known, a brief import keeps no more than the number of each kind: `unchanged`.
    """

    incoming: list[Incoming] = field(default_factory=list)
    reports: list[FileReport] = field(default_factory=list)
    unchanged: Counter[str] = field(default_factory=Counter)
    size: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to store it, or to tell of it where nothing is to be stored."""
        return (
            len(self.incoming) >= BATCH_FILES
            or self.size >= BATCH_BYTES
            or len(self.reports) + self.unchanged.total() >= BATCH_DONE
        )

    def add(self, other: "Batch") -> None:
        """Take in the files of another batch."""
        self.incoming += other.incoming
        self.reports += other.reports
        self.unchanged += other.unchanged
        self.size += other.size


@dataclass(slots=True)
class _Parcel:
    """A part of a batch: files that were read and are being parsed together, beside those that are done with."""

    batch: Batch = field(default_factory=Batch)
    files: list[SeedFile] = field(default_factory=list)
    data: list[tuple[bytes, str]] = field(default_factory=list)
    readings: Callable[[], Readings] = list

    @property
    def is_full(self) -> bool:
        return len(self.files) * PARCELS >= BATCH_FILES or self.batch.size * PARCELS >= BATCH_BYTES

    def parsed(self) -> Batch:
        """The batch, once its files are parsed."""
        for file, (data, _), found in zip(self.files, self.data, self.readings(), strict=True):
            if isinstance(found, Reading):
                self.batch.incoming.append(_incoming(file, data, found))
            else:
                self.batch.reports.append(refused(file, found))
        return self.batch


def _incoming(file: SeedFile, data: bytes, found: Reading) -> Incoming:
    digest = digest_of(data, file.pictures(found.pictures))
    return Incoming(file, found.parsed, found.text, digest, found.pictures)


def refused(file: SeedFile, problems: Sequence[Problem]) -> FileReport:
    """The line of the report for a file that cannot be taken."""
    return FileReport(file.label, Outcome.REJECTED, problems=tuple(problems))


def batches(files: Sequence[SeedFile], options: Options, parser: Parser) -> Iterator[Batch]:
    """The files in batches, in their order. While one is stored the next are parsed."""
    batch = Batch()
    for parcel in _parsed(files, options, parser):
        batch.add(parcel)
        if batch.is_full:
            yield batch
            batch = Batch()
    yield batch


def _parsed(files: Sequence[SeedFile], options: Options, parser: Parser) -> Iterator[Batch]:
    """The files in parcels, in their order. Where others parse, a whole batch is ahead: what they do meanwhile."""
    ahead = PARCELS + parser.processes if parser.processes else 0
    waiting: deque[_Parcel] = deque()
    for parcel in _read(files, options):
        parcel.readings = parser.submit(parcel.data)
        waiting.append(parcel)
        if len(waiting) > ahead:
            yield waiting.popleft().parsed()
    while waiting:
        yield waiting.popleft().parsed()


def _read(files: Sequence[SeedFile], options: Options) -> Iterator[_Parcel]:
    for start in range(0, len(files), LOOK_UP):
        some = files[start : start + LOOK_UP]
        known = _known([file.path for file in some], options)
        parcel = _Parcel()
        for file in some:
            _read_one(file, known, parcel, brief=options.brief)
            if parcel.is_full:
                yield parcel
                parcel = _Parcel()
        yield parcel


def _read_one(file: SeedFile, known: dict[str, Digests], parcel: _Parcel, *, brief: bool) -> None:
    try:
        data = file.read()
    except SourceError as error:
        parcel.batch.reports.append(refused(file, error.problems))
        return
    if kind := _kind_of(file, data, known.get(file.path, {})):
        if brief:
            parcel.batch.unchanged[kind] += 1
        else:
            key = file.name.rpartition(".")[0]
            parcel.batch.reports.append(FileReport(file.label, Outcome.UNCHANGED, kind, key))
        return
    parcel.files.append(file)
    parcel.data.append((data, file.name))
    parcel.batch.size += len(data)


def _kind_of(file: SeedFile, data: bytes, known: Digests) -> str:
    """What the file describes if it is known, and so are the pictures beside it; else nothing."""
    if not known:
        return ""
    if kind := known.get(digest_of(data, ())):
        return kind
    for pictures in Seed.objects.filter(path=file.path, digest__in=known).values_list("pictures", flat=True):
        if kind := known.get(digest_of(data, file.pictures(pictures))):
            return kind
    return ""


def _known(paths: Sequence[str], options: Options) -> dict[str, Digests]:
    """What was imported from these paths, except where an import may do more than the file's words say.

    Only columns of the path's index are asked for: a seed's row is as long as its text.
    """
    known: dict[str, Digests] = defaultdict(dict)
    if options.base_url:
        return known
    safe = [path for path in paths if path.isprintable()]
    of_articles = Seed.objects.filter(path__among=safe, article__isnull=False).exclude(article__status=Status.WITHDRAWN)
    if options.publish:
        of_articles = of_articles.exclude(article__status=Status.DRAFT)
    edited = Cast("article__edited_fields", TextField())
    for path, digest, edits in of_articles.values_list("path", "digest", edited):
        if edits == "[]":
            known[path][digest] = "article"
    rest = [path for path in safe if path not in known]
    for owner, kind in (("topic", "topic"), ("provider", "organization")) if rest else ():
        seeds = Seed.objects.filter(**{"path__among": rest, f"{owner}__isnull": False, f"{owner}__edited_fields": []})
        for path, digest in seeds.values_list("path", "digest"):
            known[path][digest] = kind
    return known
