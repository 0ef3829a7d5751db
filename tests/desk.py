"""What an editor's browser does at the desk: read a form, change some fields, send it."""

import re

import html5lib
from django.urls import reverse


def change_url(row):
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def list_url(model):
    return reverse(f"admin:articles_{model}_changelist")


def form_in(html):
    """What a browser would send of the page's form if its user only pressed Save."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    [form] = [form for form in page.iter("form") if form.get("id", "").endswith("_form")]
    data = {}
    for field in (element for element in form.iter() if element.tag in {"input", "select", "textarea"}):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in {"submit", "file"} or (kind == "checkbox" and field.get("checked") is None):
            continue
        if field.tag == "select":
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            data[name] = chosen[0].get("value") if chosen else ""
        else:
            data[name] = field.get("value", "") if field.tag == "input" else "".join(field.itertext())
    return {name: re.sub(r"\r?\n", "\r\n", value) for name, value in data.items()}


def save(client, url, /, **changes):
    """Open the form at `url`, change these fields, save."""
    data = form_in(client.get(url).content.decode())
    return client.post(url, data | changes)


def saved(client, row, /, **changes):
    """The row after its form was saved with these changes."""
    response = save(client, change_url(row), **changes)
    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()
    return row


def act(client, action, *articles):
    chosen = [article.pk for article in articles]
    return client.post(list_url("article"), {"action": action, "_selected_action": chosen})


def one_more(prefix, first=False, **values):
    """An inline's fields for a row that is added to one row, or to none if `first`."""
    place = 0 if first else 1
    return {f"{prefix}-TOTAL_FORMS": place + 1} | {f"{prefix}-{place}-{name}": values[name] for name in values}
