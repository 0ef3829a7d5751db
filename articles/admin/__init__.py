"""A door for editors: the rows behind the site, in Django's admin."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin import article, importrun, picture, provider, related, seed, topic
from articles.admin.people import accounts, logins

__all__ = ["accounts", "article", "importrun", "logins", "picture", "provider", "related", "seed", "topic"]

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("The editors' desk")
