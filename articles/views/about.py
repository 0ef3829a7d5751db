"""What this site is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Provider, Topic


def about(request: HttpRequest) -> HttpResponse:
    context = {
        "article_count": Article.objects.published().counted(),
        "outlet_count": Provider.objects.with_news().count(),
        "topic_count": Topic.objects.with_news().count(),
    }
    return render(request, "articles/about.html", context)
