"""Pure: the shapes as an OpenAPI 3.1 document, and as lists of keys for people."""

from functools import cache
from typing import Any, NamedTuple

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from articles.api.shapes import EXTENSIONS, SHAPES, Failure, Page, Shape, Topics

REFERENCE = "#/components/schemas/{model}"
FAILURES = {
    400: "A parameter that the API does not know the value of.",
    404: "No such topic, no such page, or nothing here.",
    405: "It can be read and nothing else.",
    412: "It is not what If-Match or If-Unmodified-Since say.",
}


class _Plain(GenerateJsonSchema):
    """Without titles, which repeat the names, and without defaults, which no answer has."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


@cache
def schemas() -> dict[str, Any]:
    """The JSON schema of each shape by its name."""
    wanted = [(shape, "validation") for shape in SHAPES]
    _, whole = models_json_schema(wanted, ref_template=REFERENCE, schema_generator=_Plain)  # type: ignore[arg-type]
    return {name: {key: value for key, value in one.items() if key != "title"} for name, one in whole["$defs"].items()}


def document(site_name: str, site_url: str) -> dict[str, Any]:
    """The API of this site in OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1"""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site_name}: news as JSON",
            "version": "1",
            "description": "Pages of news, the newest first, and topics. Open to every site; nothing is written.",
        },
        "servers": [{"url": site_url}],
        "paths": {
            "/api/news/": _read("news", "The first page of all news", Page, [_EXTEND]),
            "/api/news/page/{page}/": _read("news_page", "A page of all news", Page, [_PAGE, _EXTEND]),
            "/api/news/page{page}/": _read("news_page_alias", "The same, as older clients ask", Page, [_PAGE, _EXTEND]),
            "/api/news/{topic}/": _read("topic_news", "The first page of a topic", Page, [_TOPIC, _EXTEND]),
            "/api/news/{topic}/page/{page}/": _read(
                "topic_news_page", "A page of a topic", Page, [_TOPIC, _PAGE, _EXTEND]
            ),
            "/api/topics/": _read("topics", "All topics", Topics, []),
        },
        "components": {"schemas": schemas()},
    }


_PAGE = {
    "name": "page",
    "in": "path",
    "required": True,
    "description": "The number of the page, from 1.",
    "schema": {"type": "integer", "minimum": 1},
}
_TOPIC = {
    "name": "topic",
    "in": "path",
    "required": True,
    "description": "The id of a topic, as /api/topics/ gives it.",
    "schema": {"type": "string"},
}
_EXTEND = {
    "name": "extend",
    "in": "query",
    "description": "More keys at the end of each item.",
    "style": "form",
    "explode": False,
    "schema": {"type": "array", "items": {"enum": list(EXTENSIONS)}},
}


def _read(name: str, summary: str, shape: type[Shape], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    failures = [status for status in FAILURES if status != 400 or _EXTEND in parameters]
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": shape.__doc__, "content": _content(shape)},
                "304": {"description": "It is what it was, by If-None-Match or If-Modified-Since."},
                **{str(one): {"description": FAILURES[one], "content": _content(Failure)} for one in failures},
            },
        }
    }


def _content(shape: type[Shape]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REFERENCE.format(model=shape.__name__)}}}


# For people


class Key(NamedTuple):
    """A key of a shape: its name, what stands there in words, what it means, and whether every answer has it."""

    name: str
    kind: str
    meaning: str
    always: bool


def keys(shape: type[Shape]) -> list[Key]:
    """The keys of a shape in their order."""
    schema = schemas()[shape.__name__]
    return [
        Key(name, kind(one), one["description"], name in schema.get("required", ()))
        for name, one in schema["properties"].items()
    ]


def kind(schema: dict[str, Any]) -> str:
    """A JSON schema in a few words, such as "list of Image, or null"."""
    if "anyOf" in schema:
        return ", or ".join(kind(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " or ".join(f"“{value}”" for value in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”" if schema["const"] else "empty text"
    if schema["type"] == "array":
        return f"list of {kind(schema['items'])}"
    words = {"date-time": "time", "uri": "address"}
    names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return words.get(schema.get("format", ""), names.get(schema["type"], str(schema["type"])))
