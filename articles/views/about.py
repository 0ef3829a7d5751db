"""What this site is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Provider, Topic


def about(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.published()
    context = {
        "article_count": articles.count(),
        "outlet_count": Provider.objects.filter(pk__in=articles.values("provider")).count(),
        "topic_count": Topic.objects.with_news().count(),
    }
    return render(request, "articles/about.html", context)
