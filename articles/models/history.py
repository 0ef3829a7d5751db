"""What editors changed: a version of the row for each edit, written by `articles.history`.

Nothing listens to signals, so whatever else writes rows costs the same as before and leaves no version.
"""

from typing import Any

from django.db import models
from simple_history import register
from simple_history.models import HistoricalRecords

from articles.models.article import Article
from articles.models.provider import Provider
from articles.models.topic import Topic

KEEPING = ["edited_fields", "created_at", "modified_at", "extra"]
OF_FILES = ["published", "secured"]
DERIVED = ["rank", "standing", "other_outlets", "lead_picture", "search_tokens"]


class Records(HistoricalRecords):
    """Versions that are made when they are asked for, and at no other time."""

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        models.signals.post_save.disconnect(self.post_save, sender=sender)
        models.signals.post_delete.disconnect(self.post_delete, sender=sender)
        models.signals.pre_delete.disconnect(self.pre_delete, sender=sender)


class Filed(models.Model):
    """The topics of a version of an article, in their order."""

    topic_ids = models.JSONField(default=list, editable=False)

    class Meta:
        abstract = True


def keep_versions(model: type[models.Model], left_out: list[str], **options: Any) -> None:
    register(model, app="articles", records_class=Records, excluded_fields=[*KEEPING, *left_out], **options)


keep_versions(Article, [*OF_FILES, *DERIVED, "boosted_at"], bases=(Filed,), no_db_index=["provider"])
keep_versions(Topic, ["parent_name"], no_db_index=["parent"])
keep_versions(Provider, ["shown_domain", "named_at"])
