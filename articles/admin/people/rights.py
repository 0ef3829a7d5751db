"""What a person may do with an article, said once for the form, the list's actions and the related entries."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Article, Status


def may_publish(user: Any) -> bool:
    """Whether the person decides what readers see: publishes, schedules, pins, boosts, withdraws."""
    return bool(user.has_perm("articles.publish_article"))


def may_change(user: Any, article: Article | None) -> bool:
    """Whether this article is theirs to change: those who may not publish change drafts only. None is any article.

    Comes on top of the permission `articles.change_article`, which it does not look at.
    """
    return article is None or article.status == Status.DRAFT or may_publish(user)


class DraftsOnly(admin.ModelAdmin):
    """An admin of articles in which those who may not publish write drafts, and decide nothing that readers see."""

    publishing_fields = ["status"]
    """Fields that only those who may publish can change."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and may_change(request.user, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """For actions: `permissions=["publish"]`."""
        return may_publish(request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        decided = [] if may_publish(request.user) else self.publishing_fields
        return list(dict.fromkeys([*super().get_readonly_fields(request, obj), *decided]))
