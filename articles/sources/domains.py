"""Domains: the key of an outlet, and what people read in its place."""

import re
import unicodedata

from articles.limits import DOMAIN_LENGTH

LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST = re.compile(rf"(?=[_.-]*[a-z0-9]){LABEL}(?:\.{LABEL})*")
_NUMBER = re.compile("[0-9]+|0x[0-9a-f]*")  # https://url.spec.whatwg.org/#ends-in-a-number-checker
_BYTE = "(?:0|1[0-9]{0,2}|2[0-4][0-9]|25[0-5]|[2-9][0-9]?)"
_IPV4 = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_A_DOMAIN = "expected a domain such as example.org"
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")  # of those that look alike
_TOGETHER = ({"CJK", "HIRAGANA", "KATAKANA"}, {"CJK", "HANGUL"}, {"CJK", "BOPOMOFO"})
_LOOK_LATIN = frozenset("асԁеһіјӏոорԛгѕտսхуѵԝьҽпαγικνορτυχω")
_LATIN = re.compile("[a-z0-9ß-öø-ÿā-įĵ-ķĺ-ľł-ňō-žơưǎ-ǜș-țḁ-ỹ-]+")  # letters with marks; not those that pass for others


def in_ascii(host: str, expected: str) -> str:
    """A host in lower case and IDNA, without a dot at its end. `expected` is what the error says."""
    if host.isascii():
        return host.lower().removesuffix(".")
    labels = _DOTS.split(host)
    if not labels[-1]:
        labels.pop()
    if len(host) > DOMAIN_LENGTH or not all(map(_is_word, labels)):
        raise ValueError(expected)
    try:
        return ".".join(map(_label_in_ascii, labels))
    except UnicodeError as error:
        raise ValueError(expected) from error


def is_public(host: str) -> bool:
    """Whether it can be a host that everybody knows by this name: with a dot, and no number but four of an IPv4."""
    last = host.rpartition(".")[2]
    return _IPV4.fullmatch(host) is not None if _NUMBER.fullmatch(last) else "." in host


def _is_word(label: str) -> bool:
    """Whether it can be part of a host: no punctuation that stands for another, nothing that is not seen."""
    return bool(label) and all(unicodedata.category(letter)[0] in "LMNS" or letter in "-_·" for letter in label)


def _label_in_ascii(label: str) -> str:
    """IDNA 2003, as the codec knows it; but ß and ς stay letters, as in IDNA 2008, where ss is another domain."""
    if "ß" in label or "ς" in label:
        lower = unicodedata.normalize("NFKC", label.lower())
        return f"xn--{lower.encode('punycode').decode('ascii')}"
    return label.encode("idna").decode("ascii").lower()


def domain_of(raw: str) -> str:
    """An outlet's key: its domain in lower case and ASCII, no `www.`. Raises ValueError saying what was expected."""
    domain = in_ascii(raw.strip(), _A_DOMAIN).removeprefix("www.")
    if len(domain) > DOMAIN_LENGTH:
        raise ValueError(f"expected at most {DOMAIN_LENGTH} characters, found {len(domain):,}")
    if not HOST.fullmatch(domain) or not is_public(domain):
        raise ValueError(_A_DOMAIN)
    return domain


def shown_domain(domain: str) -> str:
    """A domain for people: in its own script, unless that could pass for another domain. Others are as they came."""
    if "xn--" not in domain or len(domain) > DOMAIN_LENGTH:
        return domain
    labels = domain.split(".")
    return ".".join(_shown(label, labels[-1]) for label in labels)


def _shown(label: str, last: str) -> str:
    """A label in its own script, if that is what it stands for and it cannot mislead; else as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        shown = label[4:].encode("ascii").decode("punycode")
        honest = shown == unicodedata.normalize("NFKC", shown.lower()) and _label_in_ascii(shown) == label
    except (UnicodeError, ValueError, OverflowError):
        return label
    return shown if honest and _is_word(shown) and not _misleads(shown, last) else label


def _misleads(label: str, last: str) -> bool:
    """Whether it mixes scripts, or is all letters that look like those of another."""
    names = [unicodedata.name(letter, "?").split()[0].split("-")[0] for letter in label if letter.isalpha()]
    scripts = set(names)
    if "LATIN" in scripts and not _LATIN.fullmatch(label):
        return True
    if len(scripts) > 1 and not any(scripts <= group for group in _TOGETHER):
        return True
    return (
        last.isascii()
        and not last.startswith("xn--")
        and all(one in _LOOK_LATIN or one in "0123456789-" for one in label)
    )
