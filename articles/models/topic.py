from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.limits import NAME_LENGTH
from articles.models.fields import Editable, PlacedPicture
from articles.querysets import TopicQuerySet


class Topic(Editable):
    """A subject that articles are filed under. Topics form a tree; `slug` is the seed's `_id`, used in addresses."""

    slug = models.SlugField(max_length=NAME_LENGTH, allow_unicode=True, db_index=False)
    name = models.CharField(max_length=NAME_LENGTH)
    short_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    parent_name = models.CharField(
        max_length=NAME_LENGTH, blank=True, editable=False, help_text=_("The parent that the topic's file names.")
    )
    description = models.TextField(blank=True)
    keywords = models.JSONField(default=list, blank=True)
    hashtags = models.JSONField(default=list, blank=True)
    services = models.JSONField(default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=999, help_text=_("Place among its siblings, lowest first."))
    pictures = models.ManyToManyField("articles.Picture", through="articles.TopicPicture", related_name="+")
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["order", Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="topic_slug_is_unique"),
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_is_unique",
                violation_error_message=_("There is a topic of this name already."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="topic_has_a_name"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="topic_is_not_its_own_parent"),
        ]
        indexes = [models.Index(fields=["parent", "order"], name="topic_by_parent")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    @property
    def label(self) -> str:
        """The name where room is short."""
        return self.short_name or self.name


class TopicName(models.Model):
    """A name that seeds know a topic by: the one it has, and those it had before an editor renamed it."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="names")
    folded = models.CharField(max_length=NAME_LENGTH * 2, help_text=_("Without case; see `sources.text.folded`."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folded"], name="topic_name_is_of_one_topic")]

    def __str__(self) -> str:
        return self.folded


class TopicAddress(models.Model):
    """An address that a topic had: before an editor changed it, or as another topic that was made part of it."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="old_addresses")
    slug = models.SlugField(max_length=NAME_LENGTH, allow_unicode=True, db_index=False)

    class Meta:
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["slug"], name="old_address_leads_to_one_topic")]

    def __str__(self) -> str:
        return self.slug


class TopicRule(models.Model):
    """Words that put an article under a topic. The import goes by it, and editors apply it to what is there."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="rules")
    words = models.JSONField(
        default=list, help_text=_("Words or phrases, one a line: an article with any of them gets the topic.")
    )
    without = models.JSONField(
        default=list, blank=True, help_text=_("Words or phrases, one a line: an article with any of them does not.")
    )

    class Meta:
        ordering = ["topic", "pk"]
        verbose_name = _("keyword rule")

    def __str__(self) -> str:
        return ", ".join(self.words)


class TopicPicture(PlacedPicture):
    """A picture of a topic."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="placed_pictures")

    class Meta(PlacedPicture.Meta):
        verbose_name = _("picture")
        constraints = [models.UniqueConstraint(fields=["topic", "picture"], name="topic_shows_a_picture_once")]
