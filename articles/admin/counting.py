"""Numbers in what is told of an action."""

from django.utils.formats import number_format


def counted(text: str, n: int, **more: int) -> str:
    """The text, already in its form for that number, with the number where it says `%(n)s`; `more` as it names them."""
    return text % {"n": number_format(n, force_grouping=True), **more}
