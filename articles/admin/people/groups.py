"""The three groups that every site has. Whoever needs another mix makes a group of their own."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

EDITOR, CONTRIBUTOR, VIEWER = "Editor", "Contributor", "Viewer"
MEANING = {
    EDITOR: _("Everything of articles, topics, outlets, pictures, related coverage and imports. Not people."),
    CONTRIBUTOR: _("Writes and changes drafts. Publishes, withdraws and deletes nothing; sees the rest."),
    VIEWER: _("Sees everything of the news and changes nothing."),
}
ONLY_READ = ["seed", "importrun", "importproblem", "historicalarticle", "historicaltopic", "historicalprovider"]
PARTS_OF_A_DRAFT = ["articletopic", "articlepicture", "relatedarticle"]


def editors(rights: QuerySet[Permission]) -> QuerySet[Permission]:
    """All but changes of what is only read."""
    return rights.exclude(
        codename__in=[f"{verb}_{model}" for verb in ("add", "change", "delete") for model in ONLY_READ]
    )


def contributors(rights: QuerySet[Permission]) -> QuerySet[Permission]:
    """Articles and their parts; which articles is said by `rights.may_change`."""
    written = ["add_article", "change_article"]
    return (
        viewers(rights) | rights.filter(codename__in=written) | rights.filter(content_type__model__in=PARTS_OF_A_DRAFT)
    )


def viewers(rights: QuerySet[Permission]) -> QuerySet[Permission]:
    return rights.filter(codename__startswith="view_")


GIVEN: dict[str, Callable[[QuerySet[Permission]], QuerySet[Permission]]] = {
    EDITOR: editors,
    CONTRIBUTOR: contributors,
    VIEWER: viewers,
}


def install(sender: AppConfig, using: str, apps: Apps = apps, **_: Any) -> None:
    """For the signal post_migrate: make the groups, and give them what they lack. Nothing is taken from them.

    By then Django has made the permissions of this app, also of models that a later version brings. `apps` are those of
    the migrations that have run, and may lack accounts.
    """
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    rights = permission_model.objects.using(using).filter(content_type__app_label=sender.label)
    for name, given in GIVEN.items():
        group, _made = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.add(*given(rights))
