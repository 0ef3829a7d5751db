"""The closed sets of values that rows hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What readers may see of an article. Only `published` ones are in any list."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    """Becomes published at `publish_at`; see `articles.publishing`."""
    PUBLISHED = "published", _("published")
    MUTED = "muted", _("published, outlet muted")
    """What `published` is while its outlet is muted: it has a page, and is in no list; see `articles.listing`."""
    WITHDRAWN = "withdrawn", _("withdrawn")


class Type(models.TextChoices):
    """The schema's `type`."""

    ARTICLE = "article", _("article")
    VIDEO = "video", _("video")


class Standing(models.TextChoices):
    """Where an article stands among its related coverage; see `articles.sources.standing`."""

    LEAD = "lead", _("leads its story")
    FOLLOWER = "follower", _("another outlet leads")
    ALONE = "alone", _("no related coverage")


class PictureState(models.TextChoices):
    """How far we are with our own copy of a picture. Only `cached` ones are shown."""

    WAITING = "waiting", _("waiting")
    FAILED = "failed", _("failed")
    """Could not be had; may be had later, unless there is no next attempt."""
    REFUSED = "refused", _("refused")
    """Is nothing we show, or nothing we may ask for; not asked for again."""
    CACHED = "cached", _("cached")
