"""Other domains of outlets: what files say of them is said of the outlet that they belong to."""

from collections.abc import Sequence
from dataclasses import replace

from articles.ingest.incoming import Incoming
from articles.models import ProviderDomain
from articles.sources.records import ArticleRecord, ProviderRecord


def main_domains() -> dict[str, str]:
    """The outlet's own domain for each of the others; editors make few of them."""
    return dict(ProviderDomain.objects.order_by().values_list("domain", "provider__domain"))


def main_domain(domain: str) -> str:
    """The own domain of the outlet that the domain is another of; else what is given."""
    found = ProviderDomain.objects.filter(domain=domain).select_related("provider").first()
    return found.provider.domain if found else domain


def resolved(batch: Sequence[Incoming]) -> Sequence[Incoming]:
    """The batch as if its articles and their related entries named outlets by their own domains. One query.

    Files of outlets stay as they are: that of another domain describes no outlet; see `subjects`.
    """
    main = main_domains()
    return [_resolved(incoming, main) for incoming in batch] if main else batch


def _named(incoming: Incoming) -> list[str]:
    record = incoming.parsed.record
    if not isinstance(record, ArticleRecord):
        return []
    return [record.provider.domain, *(entry.provider.domain for entry in record.related)]


def _resolved(incoming: Incoming, main: dict[str, str]) -> Incoming:
    record = incoming.parsed.record
    if not isinstance(record, ArticleRecord) or main.keys().isdisjoint(_named(incoming)):
        return incoming
    related = [entry.model_copy(update={"provider": _of(entry.provider, main)}) for entry in record.related]
    record = record.model_copy(update={"provider": _of(record.provider, main), "related": related})
    return replace(incoming, parsed=replace(incoming.parsed, record=record))


def _of(provider: ProviderRecord, main: dict[str, str]) -> ProviderRecord:
    return provider.model_copy(update={"domain": main.get(provider.domain, provider.domain)})
