"""Accounts and groups, as Django has them, with a word on what our groups are for."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from articles.admin.people.groups import MEANING

admin.site.unregister(Group)


@admin.register(Group)
class ExplainedGroupAdmin(GroupAdmin):
    """Groups, those of every site explained."""

    list_display = ["name", "meaning"]
    fields = ["name", "meaning", "permissions"]
    readonly_fields = ["meaning"]
    filter_horizontal = []  # its tooltip is one that screen readers cannot read
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}

    @admin.display(description=_("what it is for"))
    def meaning(self, group: Group) -> Any:
        return MEANING.get(group.name, "")
