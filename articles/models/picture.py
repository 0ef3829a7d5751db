from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.fields import UrlField


class Picture(models.Model):
    """One picture, known by its address and shared by everything that shows it.

    `url` is http(s), a path on the publisher's site (`/assets/…`), or `local:<sha256>` for one that lay beside a seed.
    """

    url = UrlField()
    base_url = UrlField(
        max_length=200,
        blank=True,
        help_text=_("The site that a path on the publisher's site belongs to, if known."),
    )
    width = models.PositiveIntegerField(null=True, blank=True, help_text=_("Pixels, as declared by the seed."))
    height = models.PositiveIntegerField(null=True, blank=True, help_text=_("Pixels, as declared by the seed."))
    file = models.FileField(upload_to="pictures", max_length=200, blank=True, help_text=_("Our own copy, if any."))
    file_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    file_height = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["url", "base_url"], name="picture_address_is_unique"),
            models.CheckConstraint(condition=~models.Q(url=""), name="picture_has_a_url"),
        ]

    def __str__(self) -> str:
        return self.url
