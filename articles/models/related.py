from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.limits import EXCERPT_LENGTH, TITLE_LENGTH
from articles.models.choices import Type
from articles.models.fields import PlacedPicture, UrlField


class RelatedArticle(models.Model):
    """One entry of an article's related coverage, in the seed's order. Neither its address nor its title is a key."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="related", db_index=False
    )  # its unique position is an index already
    position = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=10, choices=Type, default=Type.ARTICLE)
    title = models.CharField(max_length=TITLE_LENGTH)
    excerpt = models.TextField(max_length=EXCERPT_LENGTH, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    original_url = UrlField(blank=True)
    web_url = UrlField(blank=True)
    amp_web_url = UrlField(blank=True)
    cdn_amp_web_url = UrlField(blank=True)
    quality = models.IntegerField(null=True, blank=True)
    provider = models.ForeignKey("articles.Provider", on_delete=models.PROTECT, related_name="related_entries")
    pictures = models.ManyToManyField("articles.Picture", through="articles.RelatedPicture", related_name="+")
    extra = models.JSONField(default=dict, blank=True, editable=False)
    same_as = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentions",
        help_text=_("The article of ours that this entry is, if we have it."),
    )

    class Meta:
        ordering = ["article", "position"]
        verbose_name = _("related article")
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="related_position_is_unique"),
            models.CheckConstraint(condition=~models.Q(title=""), name="related_has_a_title"),
            models.CheckConstraint(condition=models.Q(type__in=Type.values), name="related_type_is_known"),
            models.CheckConstraint(
                condition=models.Q(same_as=None) | ~models.Q(same_as=models.F("article")),
                name="related_is_not_the_article_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["web_url"], name="related_by_web_url"),
            models.Index(fields=["original_url"], name="related_by_original_url"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def story_url(self) -> str:
        """Where the entry's full story is."""
        return self.web_url or self.original_url


class RelatedPicture(PlacedPicture):
    """A picture of a related entry."""

    related = models.ForeignKey(
        RelatedArticle, on_delete=models.CASCADE, related_name="placed_pictures", db_index=False
    )

    class Meta(PlacedPicture.Meta):
        verbose_name = _("picture")
        constraints = [models.UniqueConstraint(fields=["related", "picture"], name="related_shows_a_picture_once")]
