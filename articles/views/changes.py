"""Since when an answer is what it is."""

from datetime import UTC, datetime

from articles.views.store import store

REMEMBERED_SECONDS = 30 * 86_400


def changed_at(key: str, etag: str, now: datetime) -> datetime | None:
    """Since when what has this key has this ETag, as far as the cache remembers; None if it is gone.

    Rows cannot tell: an article that is withdrawn, or that is due, moves all those behind it and changes none of them.
    A time is never given twice, so two answers in one second are told apart; one that is not over yet is not told.
    """
    this_second = int(now.timestamp())
    known = store.get(key)
    if known is None or known[0] != etag:
        known = etag, max(this_second, known[1] + 1 if known else 0)
        store.set(key, known, REMEMBERED_SECONDS)
    if store.is_alone:  # other processes remember other times; ETag does without
        return None
    return datetime.fromtimestamp(known[1], UTC) if known[1] <= this_second else None
