from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

DIGEST_LENGTH = 64  # SHA-256 in hexadecimal


class Seed(models.Model):
    """The file a row was last imported from, whole: what an unchanged file, an edit and an export are measured by."""

    path = models.TextField(help_text=_("Where the file was, absolute."))
    digest = models.CharField(max_length=DIGEST_LENGTH, help_text=_("SHA-256 of its text and of local pictures."))
    text = models.TextField()
    pictures = models.JSONField(default=list, blank=True, help_text=_("Paths of the pictures that lay beside it."))
    article = models.OneToOneField(
        "articles.Article", null=True, blank=True, on_delete=models.CASCADE, related_name="seed"
    )
    topic = models.OneToOneField("articles.Topic", null=True, blank=True, on_delete=models.CASCADE, related_name="seed")
    provider = models.OneToOneField(
        "articles.Provider", null=True, blank=True, on_delete=models.CASCADE, related_name="seed"
    )
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, topic=None, provider=None)
                | Q(article=None, topic__isnull=False, provider=None)
                | Q(article=None, topic=None, provider__isnull=False),
                name="seed_is_of_one_row",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "digest", "article"], name="seed_by_path")
        ]  # a file is known from it alone

    def __str__(self) -> str:
        return self.path
