from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.limits import DOMAIN_LENGTH, NAME_LENGTH
from articles.models.fields import Editable, PlacedPicture
from articles.querysets import ProviderQuerySet


class Provider(Editable):
    """An outlet. Its domain is its key: lower case, without a leading `www.`."""

    domain = models.CharField(max_length=DOMAIN_LENGTH)
    shown_domain = models.CharField(
        max_length=DOMAIN_LENGTH,
        blank=True,
        editable=False,
        help_text=_("The domain as people write it, if otherwise."),
    )
    name = models.CharField(max_length=NAME_LENGTH)
    named_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_(
            "Date of the article whose spelling of the name is used; empty when an organisation file named it."
        ),
    )
    description = models.TextField(blank=True)
    other_names = models.JSONField(default=list, blank=True)
    muted = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Its articles are kept, and their pages stay, but no list or search shows them."),
    )
    notes = models.TextField(default="", db_default="", blank=True, help_text=_("For editors. Readers never see them."))
    logos = models.ManyToManyField("articles.Picture", through="articles.ProviderPicture", related_name="+")
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "domain"]
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        constraints = [
            models.UniqueConstraint(fields=["domain"], name="provider_domain_is_unique"),
            models.CheckConstraint(condition=~models.Q(domain=""), name="provider_has_a_domain"),
        ]
        indexes = [models.Index(Lower("name"), "domain", name="provider_by_name")]

    def __str__(self) -> str:
        return self.name or self.domain

    def get_absolute_url(self) -> str:
        return reverse("provider", args=[self.domain])


class ProviderDomain(models.Model):
    """Another domain that seeds and readers know an outlet by, lower case and without `www.`."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="other_domains")
    domain = models.CharField(max_length=DOMAIN_LENGTH)

    class Meta:
        ordering = ["domain"]
        verbose_name = _("other domain")
        constraints = [models.UniqueConstraint(fields=["domain"], name="other_domain_is_of_one_provider")]

    def __str__(self) -> str:
        return self.domain


class ProviderPicture(PlacedPicture):
    """A logo of an outlet."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="placed_logos")

    class Meta(PlacedPicture.Meta):
        verbose_name = _("logo")
        constraints = [
            models.UniqueConstraint(fields=["provider", "picture"], name="provider_shows_a_logo_once"),
        ]
