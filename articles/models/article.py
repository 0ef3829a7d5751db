from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.limits import (
    EXCERPT_LENGTH,
    FIRST_YEAR,
    KEY_LENGTH,
    LAST_YEAR,
    MOST_BOOST,
    NAME_LENGTH,
    TITLE_LENGTH,
)
from articles.models.choices import Standing, Status, Type
from articles.models.fields import Editable, PlacedPicture, UrlField
from articles.querysets import ArticleQuerySet, ListedQuerySet

if TYPE_CHECKING:
    from articles.models.topic import Topic


class Article(Editable):
    """One article or video of an outlet, as its seed tells it.

    `key` and `provider` together are its identity. `slug` is its address on this site and never changes.
    """

    key = models.CharField(
        max_length=KEY_LENGTH,
        validators=[RegexValidator(r"^[^/\\\x00]+$", _("A key is a file's name: without slashes."))],
        help_text=_("The publisher's key, YYYY-MM-DD-title."),
    )
    slug = models.SlugField(max_length=KEY_LENGTH, allow_unicode=True, db_index=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, help_text=_("When a scheduled article appears, by itself.")
    )
    withdrawal_note = models.CharField(
        max_length=TITLE_LENGTH,
        default="",
        db_default="",
        blank=True,
        help_text=_("What readers are told where a withdrawn article was. Plain text."),
    )
    boost = models.SmallIntegerField(
        default=0,
        db_default=0,
        validators=[MinValueValidator(-MOST_BOOST), MaxValueValidator(MOST_BOOST)],
        help_text=_("Added to the heat on the front page. Halves every twelve hours; below 0 it lowers."),
    )
    boosted_at = models.DateTimeField(null=True, blank=True, editable=False, help_text=_("When the boost was given."))

    category = models.CharField(max_length=NAME_LENGTH, default="news")
    type = models.CharField(max_length=10, choices=Type, default=Type.ARTICLE)
    title = models.CharField(max_length=TITLE_LENGTH)
    excerpt = models.TextField(max_length=EXCERPT_LENGTH, blank=True)
    published_at = models.DateTimeField(help_text=_("When the outlet published it."))
    updated_at = models.DateTimeField(null=True, blank=True, help_text=_("When the outlet last changed it."))
    original_url = UrlField(blank=True, help_text=_("The origin's page."))
    web_url = UrlField(blank=True, help_text=_("Where the reader is sent."))
    amp_web_url = UrlField(blank=True)
    cdn_amp_web_url = UrlField(blank=True)
    quality = models.IntegerField(null=True, blank=True, help_text=_("Editorial score of the article itself."))
    heat = models.IntegerField(null=True, blank=True, help_text=_("Rank among the news; −1 for a follower."))
    published = models.BooleanField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("The seed's own word; what readers see is the status."),
    )
    featured_content = models.TextField(blank=True, help_text=_("The seed's embed code. Never shown as it is."))
    secured = models.TextField(blank=True, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    provider = models.ForeignKey(
        "articles.Provider", on_delete=models.PROTECT, related_name="articles", db_index=False
    )  # article_newest_of_outlet begins with it
    topics = models.ManyToManyField("articles.Topic", through="articles.ArticleTopic", related_name="articles")
    pictures = models.ManyToManyField("articles.Picture", through="articles.ArticlePicture", related_name="+")

    # Derived from the above by articles.listing, so that lists need no joins.
    rank = models.IntegerField(default=0, editable=False, help_text=_("Heat, or 0 where the seed gives none."))
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.ALONE, editable=False)
    other_outlets = models.PositiveSmallIntegerField(default=0, editable=False)
    lead_picture = models.ForeignKey(
        "articles.Picture", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    search_tokens = models.TextField(
        default="",
        db_default="",
        blank=True,
        editable=False,
        help_text=_("Outlet, type and topics; see search.tokens."),
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_article", _("Can decide what readers see"))]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="article_slug_is_unique"),
            models.UniqueConstraint(fields=["key", "provider"], name="article_key_is_unique_in_its_outlet"),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_a_title"),
            models.CheckConstraint(condition=~(Q(web_url="") & Q(original_url="")), name="article_has_an_address"),
            models.CheckConstraint(
                condition=Q(
                    published_at__gte=datetime(FIRST_YEAR, 1, 1, tzinfo=UTC),
                    published_at__lt=datetime(LAST_YEAR, 1, 1, tzinfo=UTC),
                ),
                name="article_time_is_plausible",
                violation_error_message=_("Give a time that an article can have been published at."),
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.SCHEDULED) | Q(publish_at__isnull=False),
                name="article_scheduled_has_a_time",
                violation_error_message=_("Say when it is to appear."),
            ),
            models.CheckConstraint(condition=Q(type__in=Type.values), name="article_type_is_known"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="article_standing_is_known"),
        ]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="article_newest_of_all"),
            models.Index(F("status"), F("published_at").desc(), F("id").desc(), name="article_newest"),
            models.Index(
                F("status"),
                F("rank").desc(),
                F("published_at").desc(),
                F("id").desc(),
                name="article_hottest",
            ),
            models.Index(
                F("provider"),
                F("status"),
                F("published_at").desc(),
                F("id").desc(),
                name="article_newest_of_outlet",
            ),
            models.Index(fields=["publish_at"], condition=Q(status=Status.SCHEDULED), name="article_scheduled"),
            models.Index(fields=["web_url"], name="article_by_web_url"),
            models.Index(fields=["original_url"], name="article_by_original_url"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def main_topic(self) -> "Topic | None":
        """The topic that says most of it: its first that is below another, else its first."""
        topics = [link.topic for link in self.topic_links.all()]
        return next((topic for topic in topics if topic.parent_id), topics[0] if topics else None)

    @property
    def is_indexed(self) -> bool:
        """False for what no list shows, and for a page that only repeats an outlet's excerpt, unless the settings want
        that in search engines.
        """
        return self.status != Status.MUTED and (self.standing != Standing.ALONE or not settings.NOINDEX_EXCERPTS)

    @property
    def story_url(self) -> str:
        """Where the full story is: `web_url`, or for videos the origin's page."""
        return self.web_url or self.original_url


class Pin(models.Model):
    """An article's place at the top of the front page, or of a topic, until a time."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pins")
    topic = models.ForeignKey(
        "articles.Topic",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="pins",
        help_text=_("Blank for the front page."),
    )
    until = models.DateTimeField()

    class Meta:
        ordering = ["until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(topic=None),
                name="article_is_pinned_to_the_front_once",
                violation_error_message=_("It is pinned to the front page already."),
            ),
            models.UniqueConstraint(fields=["article", "topic"], name="article_is_pinned_to_a_topic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic or _('front page')}: {self.article}"


class ArticleTopic(models.Model):
    """An article's place in a topic. Repeats what the topic's lists are cut and sorted by: one index serves them."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="topic_links", db_index=False)
    topic = models.ForeignKey("articles.Topic", on_delete=models.CASCADE, related_name="links", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(editable=False)
    rank = models.IntegerField(default=0, editable=False)

    objects = ListedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="article_is_in_a_topic_once")]
        indexes = [
            models.Index(F("topic"), F("status"), F("published_at").desc(), F("article").desc(), name="topic_newest"),
            models.Index(
                F("topic"),
                F("status"),
                F("rank").desc(),
                F("published_at").desc(),
                F("article").desc(),
                name="topic_hottest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.article}"


class ArticlePicture(PlacedPicture):
    """A picture of an article. The first is the one on its card."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="placed_pictures", db_index=False)

    class Meta(PlacedPicture.Meta):
        verbose_name = _("picture")
        constraints = [models.UniqueConstraint(fields=["article", "picture"], name="article_shows_a_picture_once")]
