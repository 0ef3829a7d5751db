"""Pure: what the API answers, key by key and in this order.

The answers, the OpenAPI document and the page for people are all made of these shapes. A field without a default is in
every answer; one with a default may be absent.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", json_schema_extra={"format": "date-time"})]
Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Pixels = Annotated[int, Field(ge=1)]


class Shape(BaseModel):
    """Nothing but the keys it names; they are written in camel case."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True, extra="forbid", frozen=True
    )

    def json_bytes(self, indent: int | None = None) -> bytes:
        """In UTF-8, without what was not given. No `<` stands in it, so it is harmless wherever it is put in a page."""
        written = self.model_dump_json(exclude_unset=True, indent=indent)
        return written.replace("<", "\\u003c").encode()


class Image(Shape):
    """A picture, at its origin or at this site."""

    url: Address = Field(description="Where the picture is.")
    width: Pixels | None = Field(description="Pixels, if known.")
    height: Pixels | None = Field(description="Pixels, if known.")
    title: str | None = Field(description="What it shows.")
    attribution: str | None = Field(description="Whose it is.")
    is_cached: bool = Field(description="Whether this site holds a copy of its own.")


Images = Annotated[list[Image], Field(min_length=1)]


class Outlet(Shape):
    """An outlet, as related coverage names it."""

    name: str = Field(description="What it is called.")
    domain: str = Field(description="Its key: lower case, without a leading www.")


class Provider(Outlet):
    """The outlet that an article is from."""

    images: Images | None = Field(description="Its logo.")
    publishers: None = Field(description="Always null.")
    authors: None = Field(description="Always null.")


class Related(Shape):
    """Coverage of the same story elsewhere, with the keys of a seed file."""

    title: str = Field(description="Its headline.")
    excerpt: str = Field(description="How it begins; may be empty.")
    published_date_time: Moment | None = Field(description="When it was published, in UTC.")
    web_url: Address | None = Field(description="Where the story is.")
    amp_web_url: Address | None = Field(description="Its old AMP page.")
    cdn_amp_web_url: Address | None = Field(description="The same at a cache.")
    type: Literal["article", "video"] = Field(description="What it is.")
    provider: Outlet = Field(description="Whose it is.")
    quality: int | None = Field(description="Editorial score of the entry.")
    images: Images | None = Field(description="Its pictures.")


class Item(Shape):
    """An article or a video."""

    path: str = Field(description="The publisher's key as a file: _news/<key>.md.", pattern=r"^_news/[^/]+\.md$")
    title: str = Field(description="The headline, plain text.")
    excerpt: str = Field(description="How it begins, plain text; may be empty.")
    source_url: None = Field(description="Always null.")
    web_url: Address | None = Field(description="Where readers are sent.")
    original_url: Address | None = Field(description="The origin's page.")
    featured_content: str | None = Field(description="A video's <iframe>, of a host that this site knows.")
    highlight: None = Field(description="Always null.")
    heat: int | None = Field(description="Rank among the news; -1 if another outlet leads the story.")
    tags: None = Field(description="Always null.")
    images: Images | None = Field(description="Its pictures, the one for cards first.")
    content: Literal[""] = Field(description="Always empty: the story stays where it was written.")
    type: Literal["article", "video"] = Field(description="What it is.")
    amp_web_url: Address | None = Field(description="Its old AMP page.")
    cdn_amp_web_url: Address | None = Field(description="The same at a cache.")
    published_date_time: Moment = Field(description="When the outlet published it, in UTC.")
    updated_date_time: Moment | None = Field(description="When the outlet last changed it, in UTC.")
    provider: Provider = Field(description="The outlet.")
    locale: str = Field(description="Its language; en-us unless its seed says otherwise.")
    categories: list[str] = Field(description="The section it is in.", min_length=1, max_length=1)
    topics: list[str] = Field(description="Names of its topics.")
    related: list[Related] = Field([], description="With extend=related: other coverage, the best first.")
    quality: int | None = Field(None, description="With extend=quality: editorial score of the article itself.")
    permalink: Address = Field("", description="With extend=permalink: its page on this site.")


class Page(Shape):
    """Up to 25 items, the newest first; fewer on the last page only."""

    page: int = Field(ge=1, description="The number of this page.")
    value: list[Item] = Field(max_length=25, description="The items, the newest first.")
    next_page: int | None = Field(ge=2, description="The number of the page with older items, if there is one.")


class Service(Shape):
    """Where there is something about a topic."""

    name: str = Field(description="What is there; news is this API.")
    endpoint: Address = Field(description="Its address.")


class TopicItem(Shape):
    """A topic."""

    name: str = Field(description="Its name, as articles give it.")
    shortname: str = Field(description="The name where room is short.")
    id: str = Field(description="What addresses call it.")
    parent: str = Field("", description="Name of the topic above it; absent if there is none.")
    images: Images = Field([], description="Its pictures; absent if there are none.")
    services: list[Service] = Field(
        description="News of this API first, then what the topic's file names.", min_length=1
    )


class Topics(Shape):
    """All topics, in the order of the site."""

    value: list[TopicItem] = Field(description="The topics.")


class Failure(Shape):
    """Why there is no answer."""

    status: int = Field(ge=400, le=599, description="The HTTP status.")
    error: str = Field(description="The reason, for people.")


SHAPES: tuple[type[Shape], ...] = (Page, Item, Image, Outlet, Provider, Related, Topics, TopicItem, Service, Failure)
EXTENSIONS = ("related", "quality", "permalink")
"""What `?extend=` may ask for: the last keys of an item."""
