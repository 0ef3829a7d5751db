"""What an editor's browser does at the desk: read a form, change some fields, send it."""

import re

import html5lib
from django.urls import reverse


def versions_of(model):
    """The versions of a model's rows."""
    return model.history


def change_url(row):
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def list_url(model):
    return reverse(f"admin:articles_{model}_changelist")


def form_in(html):
    """What a browser would send of the page's form if its user only pressed Save."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    [form] = [form for form in page.iter("form") if form.get("id", "").endswith(("_form", "changelist-form"))]
    data = {}
    for field in (element for element in form.iter() if element.tag in {"input", "select", "textarea"}):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in {"submit", "file"} or (kind in {"checkbox", "radio"} and field.get("checked") is None):
            continue
        if field.tag == "select":
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            if chosen or field.get("multiple") is None:
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


def html_of(client, row):
    """The form of a row."""
    return client.get(change_url(row)).content.decode()


def refused(client, row, /, **changes):
    """What the form says against these changes, by field; of inlines' rows, too."""
    page = save(client, change_url(row), **changes)
    assert page.status_code == 200, "it was saved"
    errors = dict(page.context["adminform"].form.errors)
    for one in page.context["inline_admin_formsets"]:
        for form in one.formset.forms:
            errors |= {f"{form.prefix}-{name}": told for name, told in form.errors.items()}
    return {name: told[0] for name, told in errors.items()}


def act(client, action, *articles, **said):
    """Choose the articles and the action, say this on the page that asks once more, and confirm."""
    chosen = {"action": action, "_selected_action": [article.pk for article in articles]}
    asked = client.post(list_url("article"), chosen | {"index": 0})
    return confirm(client, asked, **said) if asked.status_code == 200 else asked


def confirm(client, asked, url="", **said):
    """Press the button of the page that asks whether to do it."""
    context = asked.context
    data = form_in(asked.content.decode()) | {context["checkbox"]: context["selected"]} | said
    return client.post(url or list_url("article"), data)


def one_more(prefix, first=False, **values):
    """An inline's fields for a row that is added to one row, or to none if `first`."""
    place = 0 if first else 1
    return {f"{prefix}-TOTAL_FORMS": place + 1} | {f"{prefix}-{place}-{name}": values[name] for name in values}
