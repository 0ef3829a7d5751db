from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.limits import NAME_LENGTH


class RunState(models.TextChoices):
    """How an import ended, if it did. `lost`: its process is gone without a word."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    INTERRUPTED = "interrupted", _("interrupted")
    FAILED = "failed", _("failed")
    LOST = "lost", _("did not end")


class ProblemLevel(models.TextChoices):
    """What a problem meant for its file: kept out, or let in with something to mend."""

    REJECTED = "rejected", _("rejected")
    WARNING = "warning", _("warning")


class ImportRun(models.Model):
    """One run of the import: when, by whom, what came of it. All texts are one printable line."""

    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    who = models.CharField(max_length=NAME_LENGTH, help_text=_("Who ran it: a user of the machine, or an editor."))
    arguments = models.TextField(blank=True, help_text=_("As they were given."))
    host = models.CharField(max_length=NAME_LENGTH, blank=True)
    pid = models.PositiveBigIntegerField(_("process"), default=0)
    pid_since = models.PositiveBigIntegerField(
        default=0,
        help_text=_("Start of that process in clock ticks since boot, as numbers are used again; 0: unknown."),
    )
    state = models.CharField(max_length=11, choices=RunState.choices, default=RunState.RUNNING)
    reason = models.TextField(blank=True, help_text=_("Why it failed."))
    dry_run = models.BooleanField(default=False)
    rolled_back = models.BooleanField(default=False, help_text=_("Nothing was imported, as not every file was good."))

    found = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    new_topics = models.PositiveIntegerField(default=0)
    new_outlets = models.PositiveIntegerField(default=0)
    new_pictures = models.PositiveIntegerField(default=0)
    related_links = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0, help_text=_("All there were; the first ones are kept."))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_is_known"),
        ]
        permissions = [("import_seeds", "Can import seed files")]

    def __str__(self) -> str:
        return f"{self.pk} ({self.started_at:%Y-%m-%d %H:%M} UTC, {self.who})"

    @property
    def took(self) -> timedelta | None:
        """How long it took; None if it has not ended."""
        return self.ended_at - self.started_at if self.ended_at else None

    @property
    def is_counted(self) -> bool:
        """Whether its numbers are known. They are written at its end, if it gets there."""
        return self.ended_at is not None and (self.found > 0 or self.state != RunState.FAILED)


class ImportProblem(models.Model):
    """Something wrong with a file of a run, and where. `line` is 0 when the place is not known."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    level = models.CharField(max_length=8, choices=ProblemLevel.choices)
    path = models.TextField()
    line = models.PositiveIntegerField(default=0)
    field = models.TextField(blank=True)
    message = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=ProblemLevel.values), name="problem_level_is_known"),
        ]

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.field) if part)
        return f"{self.path}: {place}: {self.message}" if place else f"{self.path}: {self.message}"
