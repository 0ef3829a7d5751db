"""The typed records in the middle: what a source says, checked and made plain, before anything is stored.

Field names are ours, aliases the seed format's, and the order is that of the format's files.
"""

from datetime import date, datetime
from math import isfinite
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from articles.limits import EXCERPT_LENGTH, NAME_LENGTH, TITLE_LENGTH
from articles.sources.text import domain_of, picture_address, plain_text, storable, utc_time, web_address

MOST_RELATED = 50
NO_ADDRESS = "expected at least one of webUrl and originalUrl"


def _storable(raw: str) -> str:
    if storable(raw) != raw:
        raise ValueError("expected text without control characters")
    return raw


def _stated(value: Any) -> Any:
    if value is None or value == "":
        raise ValueError("expected true or false")
    return value


PlainText = Annotated[str, AfterValidator(plain_text)]
Title = Annotated[PlainText, StringConstraints(min_length=1, max_length=TITLE_LENGTH)]
Excerpt = Annotated[PlainText, StringConstraints(max_length=EXCERPT_LENGTH)]
Name = Annotated[PlainText, StringConstraints(min_length=1, max_length=NAME_LENGTH)]
WebAddress = Annotated[str, AfterValidator(web_address)]
PictureAddress = Annotated[str, AfterValidator(picture_address)]
Domain = Annotated[str, AfterValidator(domain_of)]
Opaque = Annotated[str, AfterValidator(_storable)]
UtcTime = Annotated[datetime, BeforeValidator(utc_time)]
Score = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Pixels = Annotated[int, Field(ge=0, le=1_000_000)]


def jsonable(value: Any) -> Any:
    """`value` in what JSON and databases can hold: keys are text; times, and numbers that are none, are written out."""
    if isinstance(value, dict):
        return {storable(str(key)): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [jsonable(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, int):
        return value if value.bit_length() < 64 else hex(value)
    return storable(str(value))


class Record(BaseModel):
    """Strict in its types, and whole: keys it does not know are kept in `extra`.

    A null or empty text means absent, except for `published`: what is unclear must not publish.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if key == "published" or value not in (None, "")}

    @property
    def extra(self) -> dict[str, Any]:
        """The keys that the format does not name, as they came, in what JSON can hold."""
        return {key: jsonable(value) for key, value in (self.model_extra or {}).items()}


class PictureRecord(Record):
    url: PictureAddress
    width: Pixels | None = None
    height: Pixels | None = None
    title: Annotated[PlainText, StringConstraints(max_length=TITLE_LENGTH)] = ""
    attribution: Annotated[PlainText, StringConstraints(max_length=TITLE_LENGTH)] = ""
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


Pictures = Annotated[list[PictureRecord], Field(max_length=50)]


class ProviderRecord(Record):
    name: Name = ""
    domain: Domain
    images: Pictures = []


class RelatedRecord(Record):
    title: Title
    excerpt: Excerpt = ""
    published_at: UtcTime | None = Field(None, alias="publishedDateTime")
    updated_at: UtcTime | None = Field(None, alias="updatedDateTime")
    original_url: WebAddress = Field("", alias="originalUrl")
    web_url: WebAddress = Field("", alias="webUrl")
    amp_web_url: WebAddress = Field("", alias="ampWebUrl")
    cdn_amp_web_url: WebAddress = Field("", alias="cdnAmpWebUrl")
    type: Literal["article", "video"] = "article"
    provider: ProviderRecord
    quality: Score | None = None
    images: Pictures = []


class ArticleRecord(Record):
    category: Name = "news"
    title: Title
    excerpt: Excerpt = ""
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
    topics: list[Name] = []
    images: Pictures = []
    related: Annotated[list[RelatedRecord], Field(max_length=MOST_RELATED)] = []
    secured: Opaque = ""

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if not (self.web_url or self.original_url):
            raise ValueError(NO_ADDRESS)
        return self

    @property
    def is_listed(self) -> bool:
        """Whether the publisher lists it. Files from before there was such a key were all listed."""
        return self.published is not False


class TopicRecord(Record):
    taxonomy: Literal["topic"] = "topic"
    id: Name = Field(alias="_id")
    name: Name
    short_name: Annotated[PlainText, StringConstraints(max_length=NAME_LENGTH)] = Field("", alias="shortname")
    parent: Annotated[PlainText, StringConstraints(max_length=NAME_LENGTH)] = ""
    description: PlainText = ""
    keywords: list[PlainText] = []
    hashtags: list[PlainText] = []
    images: Pictures = []
    services: Annotated[dict[str, Any], AfterValidator(jsonable)] = {}


class OrganizationRecord(Record):
    taxonomy: Literal["organization"] = "organization"
    id: Name = Field("", alias="_id")
    name: Name
    domain: Domain
    description: PlainText = ""
    other_names: list[PlainText] = Field([], alias="otherNames")
    images: Pictures = []


SeedRecord = ArticleRecord | TopicRecord | OrganizationRecord


def plain_fields(record: type[Record]) -> list[str]:
    """Names of the fields that are one value each, in the order of the format: no records, no lists."""
    parts = {"provider", "topics", "images", "related"}
    return [name for name in record.model_fields if name not in parts]
