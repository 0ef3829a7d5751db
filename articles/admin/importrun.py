from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.uploads import UploadDesk
from articles.ingest import record
from articles.models import ImportRun


def _count(name: str) -> Any:
    """A column of a run's numbers; a dash where they are not known."""

    @admin.display(description=_(name.replace("_", " ")), ordering=name)
    def count(run: ImportRun) -> int | str:
        number: int = getattr(run, name)
        return number if run.is_counted else "–"

    count.__name__ = name
    return count


COUNTS = [
    _count(name)
    for name in (
        "found",
        "created",
        "updated",
        "unchanged",
        "duplicate",
        "rejected",
        "left_out",
        "withdrawn",
        "warnings",
    )
]
MADE = [_count(name) for name in ("new_topics", "new_outlets", "new_pictures", "related_links")]


@admin.register(ImportRun)
class ImportRunAdmin(UploadDesk):
    """What imports did, to read; and the way to a new one."""

    list_display = ["started_at", "who", "short_arguments", "ending", "took", *COUNTS]
    list_filter = ["state", "dry_run", "rolled_back"]
    search_fields = ["who", "arguments"]
    show_full_result_count = False
    list_per_page = 50
    ordering = ["-pk"]
    fields = [
        "started_at",
        "ended_at",
        "took",
        "who",
        "arguments",
        "process",
        "ending",
        "reason",
        *COUNTS,
        *MADE,
        "problem_table",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    @admin.display(description=_("arguments"))
    def short_arguments(self, run: ImportRun) -> str:
        """As many as a line of the list has room for."""
        return run.arguments if len(run.arguments) <= 80 else f"{run.arguments[:79]}…"

    @admin.display(description=_("how it ended"), ordering="state")
    def ending(self, run: ImportRun) -> str:
        return record.ending(run)

    @admin.display(description=_("took"))
    def took(self, run: ImportRun) -> timedelta | None:
        return run.took and timedelta(seconds=round(run.took.total_seconds(), 1))

    @admin.display(description=_("process"))
    def process(self, run: ImportRun) -> str:
        return f"{run.pid} ({run.host})"

    @admin.display(description=_("rejects and warnings"))
    def problem_table(self, run: ImportRun) -> str | SafeString:
        """The problems that were kept, in the order of the files, and how many there were."""
        problems = list(run.problems.all())
        if not problems:
            return gettext("none")
        row = '<tr><td>{}</td><td dir="auto">{}</td><td>{}</td><td>{}</td><td dir="auto">{}</td></tr>'
        cells = ((one.get_level_display(), one.path, one.line or "", one.field, one.message) for one in problems)
        headings = (gettext("level"), gettext("path"), gettext("line"), gettext("field"), gettext("message"))
        return format_html(
            "<p>{}</p><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            gettext("%(kept)s of %(all)s") % {"kept": len(problems), "all": max(run.problem_count, len(problems))},
            format_html_join("", '<th scope="col">{}</th>', ((name,) for name in headings)),
            format_html_join("", row, cells),
        )
