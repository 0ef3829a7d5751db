"""The list of topics: their tree, and their order, which is changed in place."""

from typing import Any

from django.contrib.admin.views.main import ORDER_VAR
from django.forms import BaseModelFormSet
from django.utils.translation import gettext as _

from articles.admin.edits import EditForm
from articles.admin.lists import CountedList
from articles.models import ArticleTopic, Topic
from articles.naming import line


class TopicList(CountedList):
    """Topics with the number of their articles, as a tree unless a column was chosen to sort by."""

    counted = (ArticleTopic, "topic")

    def arranged(self, rows: list[Topic]) -> list[Topic]:
        if ORDER_VAR in self.params:
            return rows
        topics = Topic.objects.only("parent", "order", "name").in_bulk()
        lines = {row: line(row, topics) for row in rows}
        for row in rows:
            row.depth = len(lines[row]) - 1  # type: ignore[attr-defined]
        return sorted(rows, key=lambda row: [(above.order, above.name.lower(), above.pk) for above in lines[row]])


class OrderForm(EditForm):
    """A topic's place among its siblings, in its line of the list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].widget.attrs["aria-label"] = _("Order of %(topic)s") % {"topic": self.instance}


class TreeFormSet(BaseModelFormSet):
    """The forms of a list whose rows are arranged already."""

    def get_queryset(self) -> Any:
        rows: Any = self.queryset
        return rows if isinstance(rows, list) else super().get_queryset()
