from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.limits import DOMAIN_LENGTH, REASON_LENGTH
from articles.models.choices import PictureState
from articles.models.fields import UrlField
from articles.querysets import PictureQuerySet

_EMPTY: dict[str, Any] = {"blank": True, "default": "", "db_default": "", "editable": False}
_NONE: dict[str, Any] = {"default": 0, "db_default": 0, "editable": False}


MODERN = {"avif", "webp"}  # suffixes of formats that not every program shows


class Rendition(NamedTuple):
    """One file of our copy; `suffix` says its format."""

    suffix: str
    width: int
    height: int
    bytes: int


class Picture(models.Model):
    """One picture, known by its address and shared by everything that shows it.

    `url` is http(s), a path on the publisher's site (`/assets/…`), or `local:<sha256>` for one that lay beside a seed.
    Our copy is made by `articles.pictures.cache`: the files `renditions` in the folder `copy`, named by their widths.
    """

    url = UrlField()
    base_url = UrlField(
        max_length=200,
        blank=True,
        help_text=_("The site that a path on the publisher's site belongs to, if known."),
    )
    width = models.PositiveIntegerField(null=True, blank=True, help_text=_("Pixels, as declared by the seed."))
    height = models.PositiveIntegerField(null=True, blank=True, help_text=_("Pixels, as declared by the seed."))
    file = models.FileField(
        upload_to="pictures",
        max_length=200,
        blank=True,
        help_text=_("The original, where it is ours to keep: it lay beside a seed, or an editor gave it."),
    )

    # Of our copy. A new row says nothing of it: the import writes rows past the model, and the database fills these in.
    state = models.CharField(
        max_length=8, choices=PictureState, default=PictureState.WAITING, db_default="waiting", editable=False
    )
    copy = models.CharField(max_length=100, **_EMPTY, help_text=_("Folder of it, named by what the original holds."))
    renditions = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text=_("Suffix, width, height and bytes of each file."),
    )
    copy_bytes = models.PositiveIntegerField(**_NONE, help_text=_("What these files take."))
    file_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    file_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    color = models.CharField(max_length=7, **_EMPTY, help_text=_("Its main colour, as #rrggbb."))

    host = models.CharField(max_length=DOMAIN_LENGTH, **_EMPTY, help_text=_("Whom to ask for it."))
    attempts = models.PositiveSmallIntegerField(**_NONE, help_text=_("Failed ones, one after another."))
    error = models.CharField(max_length=REASON_LENGTH, **_EMPTY)
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_attempt_at = models.DateTimeField(null=True, blank=True, editable=False)
    fetched_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When our copy was made, or was last found to be what is there."),
    )
    source_type = models.CharField(max_length=10, **_EMPTY, help_text=_("Format of the original."))
    source_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    etag = models.CharField(max_length=200, **_EMPTY)
    last_modified = models.CharField(max_length=200, **_EMPTY)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    claimed_by = models.CharField(max_length=300, **_EMPTY, help_text=_("The process at work on it."))
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["url", "base_url"], name="picture_address_is_unique"),
            models.CheckConstraint(condition=~Q(url=""), name="picture_has_a_url"),
            models.CheckConstraint(condition=Q(state__in=PictureState.values), name="picture_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=PictureState.CACHED) | ~Q(copy=""), name="picture_that_is_cached_has_a_copy"
            ),
        ]
        indexes = [
            models.Index(F("state"), F("id").desc(), name="picture_by_state"),
            models.Index(fields=["next_attempt_at"], condition=Q(state="failed"), name="picture_to_try_again"),
            models.Index(fields=["copy"], condition=~Q(copy=""), name="picture_by_copy"),
            models.Index(fields=["claimed_by"], condition=~Q(claimed_by=""), name="picture_by_claim"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_shown(self) -> bool:
        """Whether we have a copy of our own, which alone is shown."""
        return self.state == PictureState.CACHED

    @property
    def files(self) -> list[Rendition]:
        """The files of our copy, widest first within each format."""
        return [Rendition(*values) for values in self.renditions]

    @property
    def plain_file(self) -> Rendition | None:
        """The one file in a format that every browser and feed reader shows."""
        return next((file for file in self.files if file.suffix not in MODERN), None)

    def name_of(self, rendition: Rendition) -> str:
        """The file's name in our storage."""
        return f"{self.copy}/{rendition.width}.{rendition.suffix}"
