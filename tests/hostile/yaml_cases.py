"""Front matter that is no YAML, or YAML that is more than data: too large, too deep, too clever, given twice."""

from tests.hostile import Case, imported, refused, silent, text, warned

NOT_YAML = "(?i)yaml|expected|found|twice"


def bodied(name: str, size: int) -> str:
    """A seed of `size` characters, nearly all of them behind the front matter."""
    front = text(name)
    return front + "x" * (size - len(front))


def laughs() -> str:
    """Nine lines that would be a thousand million words."""
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for before, letter in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{letter}: &{letter} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join(lines)


def merges() -> str:
    """A few hundred bytes of merge keys, each doubling the work of the last."""
    lines = ["m0: &m0 {x: 1}"]
    lines += [f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines)


SIZE = [
    refused(
        "size-file-over-two-megabytes", content=bodied("size-file-over-two-megabytes", 2_200_000), says="2,000,000"
    ),
    warned(
        "size-file-under-two-megabytes", "", content=bodied("size-file-under-two-megabytes", 1_900_000), says="below"
    ),
    warned("below-words", "", content=f"{text('below-words')}Hello!\n", says="nothing below the front matter"),
    warned("below-seed", "", content=text("below-seed") + text("below-seed-2"), says="nothing below the front matter"),
    warned("below-document", "", content=f"{text('below-document')}title: Two\n---\n", says="nothing below"),
    silent("below-blank", content=f"{text('below-blank')}\n \t\r\n\n"),
    refused("size-front-over", f"# {'x' * 270_000}", says="25[06],?[01]?[04]?[04]?|256 KB"),
    silent("size-front-under", f"# {'x' * 240_000}"),
    refused("size-front-over-in-short-lines", "# x\n" * 68_000, says="25[06]"),
    refused("depth-lists-30", f"deep: {'[' * 30}{']' * 30}", says="20"),
    imported("depth-lists-15", f"deep: {'[' * 15}{']' * 15}", row={"title": "Webb sees far"}),
    refused("depth-mappings-30", f"deep: {'{a: ' * 30}1{'}' * 30}", says="20"),
    refused("depth-blocks-30", f"deep:\n{''.join(' ' * n + 'a:' + chr(10) for n in range(1, 31))}", says="20"),
    refused("depth-dashes-30", f"deep:\n  {'- ' * 30}1", says="20"),
    refused("depth-brackets-80-kilobytes", f"deep: {'[' * 80_000}", says="20"),
    refused("depth-brackets-80-kilobytes-closed", f"deep: {'[' * 40_000}{']' * 40_000}", says="20"),
    refused("depth-braces-80-kilobytes", f"deep: {'{' * 80_000}", says="20|key"),
    refused("depth-braces-with-keys", f"deep: {'{a: ' * 20_000}", says="20"),
    refused("depth-dashes-80-kilobytes", f"deep:\n  {'- ' * 40_000}", says="20"),
    refused("depth-question-marks", f"deep:\n  {'? ' * 40_000}", says="20|key"),
    refused("depth-in-title", f"title: {'[' * 30}{']' * 30}", says="20"),
    refused("nodes-31000-in-a-list", f"many: [{'1,' * 31_000}]", says="30,000"),
    imported("nodes-25000-in-a-list", f"many: [{'1,' * 25_000}]", row={"title": "Webb sees far"}),
    refused("nodes-32000-in-a-mapping", "many: {" + ",".join(f"k{n}: 1" for n in range(16_000)) + "}", says="30,000"),
    refused("nodes-empty-lists", f"many: [{'[],' * 31_000}]", says="30,000"),
]

CLEVER = [
    refused("anchor", "title: &a Webb", says="anchor"),
    refused("anchor-on-a-key", "&a extra: Webb", says="anchor"),
    refused("anchor-on-a-list", "topics: &a [Space]", says="anchor"),
    refused("anchor-on-the-whole", content="--- \n&a\ntitle: Webb\n---\n", says="anchor|mapping|yaml|YAML"),
    refused("alias", "title: &a Webb\nexcerpt: *a", says="anchor|alias"),
    refused("alias-of-nothing", "excerpt: *nothing", says="alias"),
    refused("alias-as-key", "*nothing : 1", says="alias"),
    refused("alias-of-itself", "deep: &a [*a]", says="anchor|alias"),
    refused("alias-in-published", "other: &a true\npublished: *a", says="anchor|alias"),
    refused("merge-key", "<<: {title: Other}", says="merge"),
    refused("merge-key-in-provider", "provider:\n  <<: {domain: evil.example}\n  name: Desk", says="merge"),
    refused("merge-key-of-a-list", "<<: [{a: 1}, {b: 2}]", says="merge"),
    refused("merge-key-bomb", merges(), says="anchor|alias|merge"),
    refused("billion-laughs", laughs(), says="anchor|alias"),
    refused("tag-python-call", 'title: !!python/object/apply:os.system ["true"]', says="tag"),
    refused("tag-python-name", "title: !!python/name:os.system ''", says="tag"),
    refused("tag-python-new", "extra: !!python/object/new:os.system [true]", says="tag"),
    refused("tag-text", "title: !!str 12", says="tag"),
    refused("tag-true", 'published: !!bool "true"', says="tag"),
    refused("tag-local", "title: !local Webb", says="tag"),
    refused("tag-binary", "title: !!binary V2ViYg==", says="tag"),
    refused("tag-set", "topics: !!set {Space}", says="tag"),
    refused("tag-omap", "extra: !!omap [a: 1]", says="tag"),
    refused("tag-pairs", "extra: !!pairs [a: 1]", says="tag"),
    refused("tag-verbatim", "title: !<tag:yaml.org,2002:str> Webb", says="tag"),
    refused("tag-of-nothing", "quality: ! 12", says="tag"),
    refused("tag-on-a-mapping", "provider: !!map {domain: space.example}", says="tag"),
    refused("tag-on-a-key", "!!str extra: 1", says="tag"),
    refused("tag-null", 'title: !!null ""', says="tag"),
    refused("tag-timestamp", 'title: !!timestamp "2024-05-01"', says="tag"),
    refused("tag-unknown-directive", "%TAG ! tag:evil.example,2000:", says=NOT_YAML),
]

TWICE = [
    refused("twice-title", "title: One\ntitle: Two", says="twice"),
    refused("twice-title-alike", "title: One\ntitle: One", says="twice"),
    refused("twice-title-quoted", 'title: One\n"title": Two', says="twice"),
    refused("twice-title-escaped", 'title: One\n"\\x74itle": Two', says="twice"),
    refused("twice-published", "published: false\npublished: true", says="twice"),
    refused("twice-published-in-quotes", "published: false\n'published': true", says="twice"),
    refused("twice-domain", "provider: {domain: space.example, domain: evil.example}", says="twice"),
    refused("twice-in-related", "related:\n  - title: One\n    title: Two", says="twice"),
    refused("twice-in-unknown", "other:\n  deep:\n    - {a: 1, a: 2}", says="twice"),
]

BROKEN = [
    refused("broken-tab", "topics:\n\t- Space", says=NOT_YAML),
    refused("broken-quote", 'title: "Webb', says=NOT_YAML),
    refused("broken-bracket", "topics: [Space", says=NOT_YAML),
    refused("broken-brace", "provider: {domain: space.example", says=NOT_YAML),
    refused("broken-colon", "title: Webb: sees far", says=NOT_YAML),
    refused("broken-indent", "topics:\n    - Space\n  - Moon", says=NOT_YAML),
    refused("broken-at-sign", "title: @webb", says=NOT_YAML),
    refused("broken-backtick", "title: `webb`", says=NOT_YAML),
    refused("broken-percent", "title: %webb", says=NOT_YAML),
    refused("broken-comma", "topics: [Space,, Moon]", says=NOT_YAML),
    refused("broken-escape", r'title: "We\qbb"', says=NOT_YAML),
    refused("broken-escape-beyond-unicode", r'title: "We\UFFFFFFFFbb"', says=NOT_YAML),
    refused("broken-no-colon", "title Webb", says=NOT_YAML),
    refused("broken-scalar-only", content="---\nWebb sees far\n---\n", says=NOT_YAML),
    refused("broken-list-only", content="---\n- title: Webb\n---\n", says=NOT_YAML),
    refused("broken-nothing-between", content="---\n---\n", says=NOT_YAML),
    refused("broken-comment-only", content="---\n# nothing\n---\n", says=NOT_YAML),
    refused("broken-null-only", content="---\nnull\n---\n", says=NOT_YAML),
    refused("broken-no-fence", content="title: Webb\n", says="---"),
    refused("broken-one-fence", content="---\ntitle: Webb\n", says="---"),
    refused("broken-four-hyphens", content="----\ntitle: Webb\n----\n", says="---"),
    refused("broken-text-before", content=f"Hello!\n{text('broken-text-before')}", says="---"),
    refused("broken-toml", content="+++\ntitle = 'Webb'\n+++\n", says="---"),
    refused("broken-json", content='{"title": "Webb"}\n', says="---"),
    refused("broken-html", content="<!DOCTYPE html><title>Webb</title><script>alert(1)</script>", says="---"),
    refused("broken-key-of-a-list", "[a, b]: 1", says="(?i)key|yaml"),
    refused("broken-key-of-a-mapping", "{a: b}: 1", says="(?i)key|yaml"),
    refused("broken-key-of-a-list-below", "other: {[a]: 1}", says="(?i)key|yaml"),
    refused(
        "broken-two-documents",
        content=text("broken-two-documents").removesuffix("---\n") + "---\ntitle: Other\n",
        file="broken-two-documents.yaml",
        says="(?i)one document|more than",
    ),
]

CASES: list[Case] = [*SIZE, *CLEVER, *TWICE, *BROKEN]
