"""Where an article stands among the coverage of its story: the rule behind the publisher's heat and published."""

from collections.abc import Iterable


def standing(quality: int | None, related_qualities: Iterable[int | None]) -> str:
    """One of 'lead', 'follower' or 'alone'.

    A lead has related entries, none of higher quality than its own; a follower has one of higher quality; without
    related entries an article stands alone. A missing quality counts as 0.
    """
    qualities = [other or 0 for other in related_qualities]
    if not qualities:
        return "alone"
    return "follower" if max(qualities) > (quality or 0) else "lead"
