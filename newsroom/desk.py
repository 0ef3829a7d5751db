"""Django's admin, with our desk as its site."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Stands in the settings where `django.contrib.admin` would."""

    default_site = "newsroom.desk_site.DeskSite"
