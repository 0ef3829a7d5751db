"""Articles and videos at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.article.form import ArticleForms
from articles.admin.article.listing import ArticleLists
from articles.admin.edits import EditableAdmin
from articles.admin.history import ArticleHistoryAdmin
from articles.admin.people import DraftsOnly
from articles.listing import relist
from articles.models import Article, ArticlePicture, ArticleTopic, RelatedArticle


@admin.register(Article)
class ArticleAdmin(DraftsOnly, ArticleHistoryAdmin, ArticleForms, ArticleLists, EditableAdmin):
    """Articles and videos: their words, where they lead, whether readers see them."""

    identity = ["key", "slug"]
    publishing_fields = ["status", "publish_at", "withdrawal_note", "boost", "quality", "heat"]
    kept_inlines = {ArticleTopic: "topics", ArticlePicture: "pictures", RelatedArticle: "related"}

    class Media:
        css = {"all": ["css/admin.css"]}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        relist([form.instance.pk])
        self.use_seed_again(request, form.instance.pk)
