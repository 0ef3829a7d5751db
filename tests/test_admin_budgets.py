"""The editors' desk: what its lists cost does not grow with their rows."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import desk, make

MODELS = ["article", "picture", "provider", "relatedarticle", "seed", "topic"]


@pytest.fixture(scope="module")
def costs(shared_rows):
    """The queries of each list, and the rows on it: with five rows of each kind, and with fifty."""
    client = Client()
    client.force_login(User.objects.create_superuser("editor"), "django.contrib.auth.backends.ModelBackend")
    make.whole_rows(5)
    few = {model: cost(client, model) for model in MODELS}
    make.whole_rows(45, start=5)
    return few, {model: cost(client, model) for model in MODELS}


def cost(client, model):
    client.get(desk.list_url(model))  # content types are looked up once
    with CaptureQueriesContext(connection) as queries:
        page = client.get(desk.list_url(model))
    return len(queries), len(page.context["cl"].result_list)


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS)
def test_list_costs_the_same_with_more_rows(costs, model):
    (few_queries, few_rows), (many_queries, many_rows) = (measured[model] for measured in costs)
    assert (few_rows, many_rows) == (5, 50)
    assert few_queries == many_queries
