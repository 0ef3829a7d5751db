"""Topic files and organisation files that contradict themselves, each other, or the file system."""

from typing import Any

from tests import seeds
from tests.hostile import Case, case, text

HOSTILE = "<script>alert(1)</script>\" onclick='x-hostile' {{ 7*7 }}"


def topic(outcome: str, name: str, raw: str = "", /, **given: Any) -> Case:
    """A topic file: a good one with `given`, and `raw` behind it."""
    told = {known: given.pop(known) for known in ("at", "says", "row", "file") if known in given}
    keys = {"taxonomy": "topic", "_id": name, "name": f"Subject {name}", **given}
    written = seeds.yaml_of({key: value for key, value in keys.items() if value is not None}) + raw
    return case(outcome, name, content=written, **{"file": f"topics/00-{name}.yaml", **told})


def organization(outcome: str, name: str, raw: str = "", /, **given: Any) -> Case:
    """An organisation file: a good one with `given`, and `raw` behind it."""
    told = {known: given.pop(known) for known in ("at", "says", "row", "file") if known in given}
    keys = {"taxonomy": "organization", "name": f"Outlet {name}", "domain": f"{name}.example", **given}
    written = seeds.yaml_of({key: value for key, value in keys.items() if value is not None}) + raw
    return case(outcome, name, content=f"---\n{written}---\n", **{"file": f"organizations/{name}.md", **told})


TREE = [
    topic("warned", "own-parent", parent="Subject own-parent", at="parent", row={"parent": None}),
    topic("imported", "cycle-one", parent="Subject cycle-two"),
    topic("imported", "cycle-two", parent="Subject cycle-three"),
    topic("imported", "cycle-three", parent="Subject cycle-one"),
    topic("imported", "parent-missing", parent="There is no such subject"),
    topic("warned", "parent-number", "parent: 7\n", at="parent", row={"parent": None}),
    topic("warned", "parent-list", "parent: [Space]\n", at="parent", row={"parent": None}),
    topic("silent", "parent-null", "parent: null\n", row={"parent": None}),
]

IDENTITY = [
    topic("silent", "same-id-one", _id="same-id"),
    topic("either", "same-id-two", _id="same-id"),
    topic("silent", "same-name-one", name="Same name"),
    topic("either", "same-name-two", name="SAME NAME"),
    topic("warned", "id-slashes", _id="a/b/c", at="_id", says="the address", row={"address_is_safe": True}),
    topic("warned", "id-up", _id="../../admin", at="_id", says="the address", row={"address_is_safe": True}),
    topic("warned", "id-dots", _id="..", at="_id", says="the address", row={"address_is_safe": True}),
    topic(
        "warned",
        "id-underscore",
        _id="id_underscore",
        at="_id",
        says="is id-underscore$",
        row={"slug": "id-underscore"},
    ),
    topic("imported", "id-capitals", _id="CAPITALS", row={"address_is_safe": True}),
    topic("warned", "id-markup", _id=HOSTILE, at="_id", says="the address", row={"address_is_safe": True}),
    topic("imported", "id-controls", _id="a\0b\nc\u202ed", row={"address_is_safe": True}),
    topic("warned", "id-question", _id="a?b=c#d%2f", at="_id", says="the address", row={"address_is_safe": True}),
    topic("warned", "id-emoji", _id="🚀", at="_id", says="the address", row={"address_is_safe": True}),
    topic("either", "id-long", _id="x" * 300),
    topic("either", "id-empty", _id=""),
    topic("either", "id-number", _id=7),
    topic("refused", "id-twice", "_id: again\n", says="twice"),
    topic("refused", "topic-name-missing", name=None, at="name", says="required|expected"),
    topic("refused", "topic-name-number", name=7, at="name", says="text"),
    topic("refused", "topic-name-long", name="x" * 300, at="name", says="200"),
    topic("refused", "topic-name-invisible", name="\u202e\u2066", at="name", says="expected"),
    topic("silent", "order-of-ten-digits", file="topics/9999999999-order.yaml"),
]

PARTS = [
    topic(
        "warned", "services-keys", services={"ab": "y", "a\0b": "x"}, at="services.ab", row={"services": {"ab": "y"}}
    ),
    topic("warned", "topic-nearly", ShortName="x", at="ShortName", says="did you mean shortname"),
    topic("silent", "topic-markup", name=HOSTILE, shortname=HOSTILE, description=HOSTILE, keywords=[HOSTILE]),
    topic("silent", "topic-bidi", name="Topic \u202ebidi", description="a\u2066b", row={"name": "Topic bidi"}),
    topic("warned", "services-list", services=["a"], at="services"),
    topic("warned", "services-text", services="a", at="services"),
    topic("warned", "services-number", services=7, at="services"),
    topic(
        "silent", "services-hostile", services={"a": {"endpoint": "javascript:alert(1)"}, "__proto__": {"<b>": "\0"}}
    ),
    topic("warned", "keywords-text", keywords="a, b", at="keywords"),
    topic("warned", "keywords-numbers", keywords=["a", 7], at="keywords"),
    topic("warned", "hashtags-mapping", hashtags={"a": "b"}, at="hashtags"),
    topic("warned", "shortname-number", shortname=7, at="shortname"),
    topic("warned", "shortname-long", shortname="x" * 300, at="shortname", says="200"),
    topic("warned", "topic-description-list", description=["a"], at="description"),
    topic("warned", "topic-image", images=[{"url": "javascript:alert(1)"}], at="images[0]"),
    topic("warned", "topic-images-text", images="a.png", at="images"),
    topic("silent", "topic-unknown-keys", **{"__class__": "x", "model_extra": "y", "<b>": [1], "slug": "../x"}),
    topic("silent", "topic-ends-in-hyphens", "---\n"),
]

OUTLETS = [
    organization("silent", "org-markup", name=HOSTILE, description=HOSTILE, otherNames=[HOSTILE]),
    organization("silent", "org-bidi", name="Out\u202elet", row={"name": "Outlet"}),
    organization("silent", "org-www", domain="WWW.org-www.example.", row={"domain": "org-www.example"}),
    organization("silent", "org-idn", domain="zürich.example", row={"domain": "xn--zrich-kva.example"}),
    organization("silent", "org-same-one", domain="org-same.example"),
    organization("either", "org-same-two", domain="www.org-same.example"),
    organization("refused", "org-domain-missing", domain=None, at="domain", says="required|expected"),
    organization("refused", "org-domain-words", domain="not a domain!", at="domain", says="domain"),
    organization("refused", "org-domain-up", domain="../../x", at="domain", says="domain"),
    organization("refused", "org-domain-number", domain=7, at="domain", says="text|domain"),
    organization("either", "org-name-missing", name=None),
    organization("either", "org-name-number", name=7),
    organization("warned", "org-description-number", description=7, at="description"),
    organization("refused", "org-domain-www-alone", domain="www.", at="domain", says="domain"),
    organization("refused", "org-domain-no-dot", domain="localhost", at="domain", says="domain"),
    organization("warned", "org-nearly", other_names=["x"], at="other_names", says="did you mean otherNames"),
    organization("warned", "org-names-text", otherNames="a", at="otherNames"),
    organization("warned", "org-image-up", images=[{"url": "../../../etc/passwd"}], at="images[0]"),
    organization("warned", "org-image-up-from-site", images=[{"url": "/../../etc/passwd"}], at="images[0]"),
    organization("warned", "org-images-mapping", images={"url": "https://img.example/a.png"}, at="images"),
    organization("refused", "org-twice", "domain: evil.example\n", says="twice"),
    organization("silent", "org-unknown-keys", **{"__class__": "x", "<b>": 1}),
]

OF_A_TOPIC = case(
    "silent",
    "names-a-hostile-topic",
    content=text("names-a-hostile-topic", topics=["Subject own-parent", "subject cycle-one", "Subject id-up"]),
    row={"topics": ["Subject own-parent", "Subject cycle-one", "Subject id-up"]},
)

CASES: list[Case] = [*TREE, *IDENTITY, *PARTS, *OUTLETS, OF_A_TOPIC]
