"""Times that are none, or of another age; numbers that are words; and what is not clearly to be published."""

from datetime import UTC, datetime

from tests.hostile import Case, either, refused, silent, warned
from tests.seeds import related

YEAR = datetime.now(UTC).year


def at(*parts: int) -> dict[str, datetime]:
    return {"published_at": datetime(*parts, tzinfo=UTC)}  # type: ignore[misc]


def published(raw: str) -> str:
    return f"publishedDateTime: {raw}"


UNDERSTOOD = {
    "offset": ("2024-05-01T09:00:00+05:30", at(2024, 5, 1, 3, 30)),
    "offset-west": ("2024-05-01T23:30:00-08:00", at(2024, 5, 2, 7, 30)),
    "offset-in-quotes": ('"2024-05-01T09:00:00+0200"', at(2024, 5, 1, 7)),
    "offset-far": ("2024-05-01T09:00:00+14:00", at(2024, 4, 30, 19)),
    "zulu": ("2024-05-01T09:00:00Z", at(2024, 5, 1, 9)),
    "fraction": ("2024-05-01T09:00:00.123456Z", at(2024, 5, 1, 9, 0, 0, 123456)),
    "year-1990": ("1990-01-01T12:00:00Z", at(1990, 1, 1, 12)),
    "next-year": (f"{YEAR + 1}-12-30T12:00:00Z", at(YEAR + 1, 12, 30, 12)),
    "leap-day": ("2024-02-29T09:00:00Z", at(2024, 2, 29, 9)),
}
GUESSED = {
    "naive": ("2024-05-01T09:00:00", at(2024, 5, 1, 9)),
    "naive-in-quotes": ('"2024-05-01 09:00"', at(2024, 5, 1, 9)),
    "day": ("2024-05-01", at(2024, 5, 1)),
    "day-in-quotes": ('"2024-05-01"', at(2024, 5, 1)),
}
OTHER_AGES = {
    "year-1989": "1989-12-31T12:00:00Z",
    "year-after-next": f"{YEAR + 2}-01-02T12:00:00Z",
    "year-1970": "1970-01-01T00:00:00Z",
    "year-1": "0001-01-01T00:00:00Z",
    "year-0": "0000-01-01T00:00:00Z",
    "year-9999": "9999-12-31T23:59:59Z",
    "year-9999-west": "9999-12-31T23:59:59-12:00",
    "year-1-east": "0001-01-01T00:00:00+12:00",
    "year-12024": '"12024-05-01T00:00:00Z"',
}
NO_TIMES = {
    "yesterday": "yesterday",
    "number": "1714554000",
    "number-in-quotes": '"1714554000"',
    "float": "1714554000.5",
    "list": "[2024-05-01]",
    "mapping": "{year: 2024}",
    "true": "true",
    "null": "null",
    "empty": '""',
    "month-13": "2024-13-01T09:00:00Z",
    "month-0": "2024-00-01",
    "day-31-april": "2024-04-31T09:00:00Z",
    "no-leap-day": "2023-02-29",
    "hour-25": "2024-05-01T25:00:00Z",
    "offset-minutes-99": "2024-05-01T09:00:00+05:99",
    "offset-minutes-99-in-quotes": '"2024-05-01T09:00:00+05:99"',
    "offset-minutes-60": '"2024-05-01T09:00:00-0860"',
    "offset-seconds-99": '"2024-05-01T09:00:00+05:30:99"',
    "offset-minutes-99-spaced": "2024-05-01 09:00:00 +5:99",
    "offset-99": "2024-05-01T09:00:00+99:99",
    "mail": '"Wed, 01 May 2024 09:00:00 GMT"',
    "slashes": "05/01/2024",
    "zone-name": '"2024-05-01T09:00:00 Europe/Vienna"',
    "only-time": '"09:00:00"',
    "nul": r'"2024-05-01T09:00:00Z\0"',
    "long": f'"2024-05-01T09:00:00.{"0" * 5_000}Z"',
    "markup": '"<script>alert(1)</script>"',
}
MAYBE = {
    "leap-second": '"2024-06-30T23:59:60Z"',
    "leap-second-bare": "2024-06-30T23:59:60Z",
    "hour-24": '"2024-05-01T24:00:00Z"',
    "basic": '"20240501T090000Z"',
    "week": '"2024-W18-3"',
    "arabic-digits": '"٢٠٢٤-٠٥-٠١T٠٩:٠٠:٠٠Z"',
    "eve-of-1990": "1990-01-01T00:00:00+14:00",
}
TIMES = [
    *(silent(f"time-{name}", published(raw), row=row) for name, (raw, row) in UNDERSTOOD.items()),
    *(warned(f"time-{name}", "publishedDateTime", published(raw), row=row) for name, (raw, row) in GUESSED.items()),
    *(
        refused(f"time-{name}", published(raw), at="publishedDateTime", says="1990")
        for name, raw in OTHER_AGES.items()
        if name not in {"year-0", "year-12024"}
    ),
    *(refused(f"time-{name}", published(OTHER_AGES[name]), says="expected|time") for name in ("year-0", "year-12024")),
    *(refused(f"time-{name}", published(raw), says="expected|time|required") for name, raw in NO_TIMES.items()),
    *(either(f"time-{name}", published(raw), row={"title": "Webb sees far"}) for name, raw in MAYBE.items()),
    refused("time-missing", publishedDateTime=None, at="publishedDateTime", says="required|expected"),
    warned("updated-words", "updatedDateTime", "updatedDateTime: soon", row={"updated_at": None}),
    warned("updated-1989", "updatedDateTime", "updatedDateTime: 1989-12-31T00:00:00Z", row={"updated_at": None}),
    warned("updated-month-13", "updatedDateTime", "updatedDateTime: 2024-13-45", row={"updated_at": None}),
    warned("updated-number", "updatedDateTime", "updatedDateTime: 12", row={"updated_at": None}),
    warned(
        "updated-naive",
        "updatedDateTime",
        "updatedDateTime: 2024-05-01T10:00:00",
        row={"updated_at": at(2024, 5, 1, 10)["published_at"]},
    ),
    warned("related-1989", "related[0].publishedDateTime", related=[related(publishedDateTime="1989-12-31T00:00:00Z")]),
    warned("related-naive", "related[0].publishedDateTime", related=[related(publishedDateTime="2024-05-01T08:00:00")]),
]

NO_NUMBERS = {
    "text": '"80"',
    "word": "high",
    "float": "80.5",
    "round-float": "80.0",
    "true": "true",
    "list": "[80]",
    "mapping": "{}",
    "infinite": ".inf",
    "not-a-number": ".nan",
    "exponent": "1e400",
    "huge": "1" * 40,
    "more-than-python-reads": "1" * 5_000,
    "negative-huge": f"-{'9' * 30}",
    "hexadecimal-nothing": "0x_",
    "binary-nothing": "0b_",
    "day": "2024-05-01",
}
NUMBERS = [
    *(
        warned(f"quality-{name}", "quality", f"quality: {raw}", row={"quality": None})
        for name, raw in NO_NUMBERS.items()
    ),
    warned("heat-text", "heat", 'heat: "80"', row={"heat": None}),
    warned("heat-huge", "heat", f"heat: {'9' * 19}", row={"heat": None}),
    silent("quality-zero", "quality: 0", row={"quality": 0}),
    silent("heat-below-zero", "heat: -1", row={"heat": -1}),
    silent("quality-null", "quality: null", row={"quality": None}),
]

UNCLEAR = {
    "text-true": '"true"',
    "text-false": '"false"',
    "text-yes": '"yes"',
    "text-on": "'on'",
    "text-one": '"1"',
    "one": "1",
    "zero": "0",
    "float": "1.0",
    "null": "null",
    "tilde": "~",
    "nothing": "",
    "empty": '""',
    "blank": '" "',
    "list": "[true]",
    "empty-list": "[]",
    "mapping": "{true: true}",
    "empty-mapping": "{}",
    "letter": "t",
    "y": "y",
    "misspelt": "truee",
    "spaced": '" true "',
    "cyrillic": "truе",
    "day": "2024-05-01",
    "not-a-number": ".nan",
    "sentence": "yes please",
    "bidi": '"\u202etrue"',
}
NEARLY = {
    "capital": "Published",
    "capitals": "PUBLISHED",
    "space-after": "'published '",
    "space-before": "' published'",
    "zero-width": '"publi\\u200bshed"',
    "word-joiner": '"publi\\u2060shed"',
    "soft-hyphen": '"publi\\u00adshed"',
    "nul": '"publi\\0shed"',
    "bidi": '"publi\\u202eshed"',
    "full-width": "ｐｕｂｌｉｓｈｅｄ",
    "long-s": "publiſhed",
    "hyphen": "publi-shed",
}
PUBLISHED = [
    *(
        refused(f"published-key-{name}", f"{key}: false", published=None, says="in doubt whether readers")
        for name, key in NEARLY.items()
    ),
    refused("published-key-beside", "Published: true", published=False, at="Published", says="in doubt"),
    *(
        refused(f"published-{name}", f"published: {raw}", at="published", says="true or false")
        for name, raw in UNCLEAR.items()
    ),
    silent("published-true", "published: true", row={"is_public": True}),
    silent("published-false", "published: false", row={"published": False}),
    silent("published-missing", published=None, row={"is_public": True}),
]

CASES: list[Case] = [*TIMES, *NUMBERS, *PUBLISHED]
