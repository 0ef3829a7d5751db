import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.importrun import ImportRun


class UploadState(models.TextChoices):
    """Where an upload is on its way into the site."""

    WAITING = "waiting", _("waiting")
    IMPORTING = "importing", _("importing")
    IMPORTED = "imported", _("imported")


class Upload(models.Model):
    """Seed files that an editor uploaded, and that wait in a folder of their own to be imported or discarded.

    `report` names the report of the dry run with the options that are noted here; who confirms has seen that one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    names = models.JSONField(default=list, help_text=_("What the files were called that came."))
    passed_over = models.JSONField(default=list, help_text=_("Files in the zip that are not for an import, and why."))
    publish = models.BooleanField(default=False)
    overwrite_edits = models.BooleanField(default=False)
    report = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=9, choices=UploadState.choices, default=UploadState.WAITING)
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state_is_known"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.names)
