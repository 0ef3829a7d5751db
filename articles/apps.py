from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "News"

    def ready(self) -> None:
        from articles.admin.people import groups
        from articles.search.installing import install
        from newsroom import checks as checks  # of settings, which are registered by being there

        post_migrate.connect(install, sender=self)
        post_migrate.connect(groups.install, sender=self)
