"""The typed records in the middle: what a source says, checked and made plain, before anything is stored.

Field names are ours, aliases the seed format's, and the order is that of the format's files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from articles.limits import (
    EXCERPT_LENGTH,
    FIRST_YEAR,
    LAST_YEAR,
    MOST_NAMES,
    MOST_PICTURES,
    MOST_RELATED,
    NAME_LENGTH,
    TITLE_LENGTH,
)
from articles.sources.addresses import picture_address, web_address
from articles.sources.characters import LEFT_OUT, storable
from articles.sources.domains import domain_of
from articles.sources.keys import jsonable, kept_as, withheld
from articles.sources.text import plain_text, utc_time

NO_ADDRESS = "expected at least one of webUrl and originalUrl"
CUT = "text_cut"
"""The type of the error of a text that may be cut at its limit."""


@dataclass(slots=True)
class Reading:
    """How a file is read: the years that its times may be in; and whether one was met that says no offset from UTC."""

    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    naive: bool = False


def _time(value: Any, info: ValidationInfo) -> datetime:
    reading: Reading = info.context or Reading()
    at = utc_time(value, reading.first_year, reading.last_year)
    if not reading.naive:
        reading.naive = is_naive(value)
    return at


def is_naive(value: Any) -> bool:
    """Whether a time, which was found good, gives no offset. A bare date gives none."""
    if isinstance(value, str) and value:
        value = datetime.fromisoformat(value.strip())
    return isinstance(value, date) and getattr(value, "tzinfo", None) is None


def _opaque(raw: str) -> str:
    if storable(raw) != raw or LEFT_OUT in raw:
        raise ValueError("expected text without control characters")
    return raw


def _stated(value: Any) -> Any:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _text(most: int, least: int = 0) -> Callable[[str], str]:
    """Plain text of so many characters."""

    def checked(raw: str) -> str:
        text = plain_text(raw)
        if len(text) > most:
            raise ValueError(f"expected at most {most:,} characters, found {len(text):,}")
        if len(text) < least:
            raise ValueError("expected text that is not empty")
        return text

    return checked


def _long_text(raw: str) -> str:
    text = plain_text(raw)
    if len(text) > EXCERPT_LENGTH:
        context = {"found": f"{len(text):,}", "most": f"{EXCERPT_LENGTH:,}"}
        raise PydanticCustomError(CUT, "expected at most {most} characters, found {found}", context)
    return text


Title = Annotated[str, AfterValidator(_text(TITLE_LENGTH, 1))]
Caption = Annotated[str, AfterValidator(_text(TITLE_LENGTH))]
LongText = Annotated[str, AfterValidator(_long_text)]
Name = Annotated[str, AfterValidator(_text(NAME_LENGTH, 1))]
NameOrNone = Annotated[str, AfterValidator(_text(NAME_LENGTH))]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]
WebAddress = Annotated[str, AfterValidator(web_address)]
PictureAddress = Annotated[str, AfterValidator(picture_address)]
Domain = Annotated[str, AfterValidator(domain_of)]
Opaque = Annotated[str, AfterValidator(_opaque)]
UtcTime = Annotated[datetime, BeforeValidator(_time)]
Score = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Pixels = Annotated[int, Field(ge=0, le=1_000_000)]


class Record(BaseModel):
    """Strict in its types, and whole: keys it does not know are kept in `extra`.

    A null or empty text means absent, except for `published`: what is unclear must not publish.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")
    aliases: ClassVar[dict[str, str]] = {}
    every_field: ClassVar[set[str]] = set()
    """What the format calls each field."""
    holding: ClassVar[list[str]] = []
    """The fields that are records, or lists of them."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls.aliases = {name: field.alias or name for name, field in cls.model_fields.items()}
        cls.every_field = set(cls.aliases)
        cls.holding = [name for name in ("provider", "images", "related") if name in cls.aliases]

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, data: Any) -> Any:
        if type(data) is not dict or (None not in data.values() and "" not in data.values()):
            return data
        return {key: value for key, value in data.items() if key == "published" or value not in (None, "")}

    @property
    def extra(self) -> dict[str, Any]:
        """The keys that the format does not name, as they came, in what JSON can hold."""
        extra = self.model_extra or {}
        return (
            {kept: jsonable(extra[key]) for key, kept in kept_as(extra, self.aliases.values()).items()} if extra else {}
        )

    @property
    def is_known(self) -> bool:
        """Whether it and all that it holds have only keys that the format names."""
        if self.__pydantic_extra__:
            return False
        values = self.__dict__
        for name in self.holding:
            value = values[name]
            if not (all([item.is_known for item in value]) if type(value) is list else value.is_known):  # noqa: C419
                return False
        return True

    def __reduce__(self) -> tuple[Any, ...]:
        """Records travel between processes; this is a fifth of what pydantic writes."""
        values = self.__dict__
        return _revived, (type(self), [values[name] for name in self.aliases], self.model_extra or None)


def _revived(record: type[Record], values: list[Any], extra: dict[str, Any] | None) -> Record:
    made = record.__new__(record)
    object.__setattr__(made, "__dict__", dict(zip(record.aliases, values, strict=True)))
    object.__setattr__(made, "__pydantic_fields_set__", record.every_field)
    object.__setattr__(made, "__pydantic_extra__", extra or {})
    object.__setattr__(made, "__pydantic_private__", None)
    return made


class PictureRecord(Record):
    url: PictureAddress
    width: Pixels | None = None
    height: Pixels | None = None
    title: Caption = ""
    attribution: Caption = ""
    is_cached: bool | None = Field(None, alias="isCached")

    @model_validator(mode="before")
    @classmethod
    def _address_alone(cls, data: Any) -> Any:
        return {"url": data} if isinstance(data, str) else data

    @property
    def is_local(self) -> bool:
        """Whether it lies beside its seed."""
        return "://" not in self.url and not self.is_site_relative

    @property
    def is_site_relative(self) -> bool:
        """Whether it is a path on the publisher's site, of which the seed does not say where that is."""
        return self.url.startswith("/")


Pictures = Annotated[list[PictureRecord], Field(max_length=MOST_PICTURES)]


class ProviderRecord(Record):
    name: NameOrNone = ""
    domain: Domain
    images: Pictures = Field(default_factory=list)


class RelatedRecord(Record):
    title: Title
    excerpt: LongText = ""
    published_at: UtcTime | None = Field(None, alias="publishedDateTime")
    updated_at: UtcTime | None = Field(None, alias="updatedDateTime")
    original_url: WebAddress = Field("", alias="originalUrl")
    web_url: WebAddress = Field("", alias="webUrl")
    amp_web_url: WebAddress = Field("", alias="ampWebUrl")
    cdn_amp_web_url: WebAddress = Field("", alias="cdnAmpWebUrl")
    type: Literal["article", "video"] = "article"
    provider: ProviderRecord
    quality: Score | None = None
    images: Pictures = Field(default_factory=list)


class ArticleRecord(Record):
    category: Name = "news"
    title: Title
    excerpt: LongText = ""
    published_at: UtcTime = Field(alias="publishedDateTime")
    updated_at: UtcTime | None = Field(None, alias="updatedDateTime")
    original_url: WebAddress = Field("", alias="originalUrl")
    web_url: WebAddress = Field("", alias="webUrl")
    amp_web_url: WebAddress = Field("", alias="ampWebUrl")
    cdn_amp_web_url: WebAddress = Field("", alias="cdnAmpWebUrl")
    type: Literal["article", "video"] = "article"
    quality: Score | None = None
    heat: Score | None = None
    published: Annotated[bool | None, BeforeValidator(_stated)] = None
    featured_content: Opaque = Field("", alias="featuredContent")
    provider: ProviderRecord
    topics: Names = Field(default_factory=list)
    images: Pictures = Field(default_factory=list)
    related: Annotated[list[RelatedRecord], Field(max_length=MOST_RELATED)] = Field(default_factory=list)
    secured: Opaque = ""

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if not (self.web_url or self.original_url):
            raise ValueError(NO_ADDRESS)
        return self

    @property
    def is_listed(self) -> bool:
        """Whether the publisher lists it. Files from before there was such a key were all listed."""
        return self.published is not False and not self.withheld

    @property
    def withheld(self) -> set[str]:
        """Other keys, such as `draft`, that say it is not for readers."""
        return withheld(self.model_extra)


class TopicRecord(Record):
    taxonomy: Literal["topic"] = "topic"
    id: Name = Field(alias="_id")
    name: Name
    short_name: NameOrNone = Field("", alias="shortname")
    parent: NameOrNone = ""
    description: LongText = ""
    keywords: Names = Field(default_factory=list)
    hashtags: Names = Field(default_factory=list)
    images: Pictures = Field(default_factory=list)
    services: Annotated[dict[str, Any], AfterValidator(jsonable)] = Field(default_factory=dict)


class OrganizationRecord(Record):
    taxonomy: Literal["organization"] = "organization"
    id: Name = Field("", alias="_id")
    name: Name
    domain: Domain
    description: LongText = ""
    other_names: Names = Field(default_factory=list, alias="otherNames")
    images: Pictures = Field(default_factory=list)


SeedRecord = ArticleRecord | TopicRecord | OrganizationRecord


def plain_fields(record: type[Record]) -> list[str]:
    """Names of the fields that are one value each, in the order of the format: no records, no lists."""
    parts = {"provider", "topics", "images", "related"}
    return [name for name in record.model_fields if name not in parts]
