"""The cache, for those who can do without. While it is gone, or takes no more, the process keeps what it can itself."""

from collections.abc import Callable
from typing import Any

from django.core.cache import BaseCache, cache, caches

from newsroom.outage import Outage


class Store:
    """Django's cache, whose failures cost nobody a page, and cost their time only to those who meet them first.

    A cache that is full still tells what it has. So what is asked and what is given fail each for itself.
    """

    def __init__(self) -> None:
        self.asking = Outage("the cache")
        self.giving = Outage("the cache, for what is to be kept,")

    @property
    def is_alone(self) -> bool:
        """Whether what is kept is this process's own for now."""
        return self.asking.is_on or self.giving.is_on

    def get(self, key: str) -> Any:
        """What is kept there; None for nothing."""
        if self.is_alone:
            found = caches["spare"].get(key)
            if found is not None:
                return found
        return self._ask(lambda: cache.get(key))

    def set(self, key: str, value: Any, seconds: float) -> None:
        self._give(lambda where: where.set(key, value, seconds))

    def add(self, key: str, seconds: float) -> bool:
        """Whether nobody had put something there."""
        return bool(self._give(lambda where: where.add(key, 1, seconds)))

    def delete(self, key: str) -> None:
        if self.is_alone:
            caches["spare"].delete(key)
        self._ask(lambda: cache.delete(key))

    def _ask(self, ask: Callable[[], Any]) -> Any:
        if self.asking.is_on:
            return None
        try:
            return ask()
        except Exception as error:  # of whatever kind the cache's client raises
            self._fail(self.asking, lambda: cache.get("looked-for"), error)
            return None

    def _give(self, give: Callable[[BaseCache], Any]) -> Any:
        if not self.is_alone:
            try:
                return give(cache)
            except Exception as error:
                self._fail(self.giving, lambda: cache.set("looked-for", "here", 1), error)
        return give(caches["spare"])

    def _fail(self, outage: Outage, look: Callable[[], Any], error: Exception) -> None:
        if not self.is_alone:
            caches["spare"].clear()  # of what is left from the last time
        outage.begin(look, f"{type(error).__name__}: {error}".splitlines()[0])


store = Store()
