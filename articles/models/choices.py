"""The closed sets of values that rows hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What readers may see of an article. Only `published` ones are on any page."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
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
