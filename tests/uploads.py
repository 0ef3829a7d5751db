"""Uploads for tests: zips of every kind, and what an editor's browser does with them."""

import io
import stat
import struct
import zipfile
from typing import Any

from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Article, Picture, Provider, Seed, Topic, Upload
from tests import seeds

BACKEND = "django.contrib.auth.backends.ModelBackend"
NAME = "2024-05-01-webb-sees-far.md"
SEED = seeds.text().encode()
CONTENT = [Article, Topic, Provider, Picture, Seed]
NOTHING = [0] * len(CONTENT)


class Chosen(SimpleUploadedFile):
    """A file under any name, also one that no disk holds."""

    name: Any = ""


def zipped(files, **options):
    """A zip of these files: names, or ZipInfos, and their bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def entry(name, mode=stat.S_IFREG | 0o644, method=zipfile.ZIP_DEFLATED, raw=False):
    """An entry of a zip with this mode. `raw` names are written as they are, whatever is in them."""
    info = zipfile.ZipInfo("x" if raw else name)
    if raw:
        info.filename = info.orig_filename = name
    info.external_attr, info.compress_type = mode << 16, method
    return info


def with_flags(data, flags):
    """The zip, whose entries say that they are of another kind than they are."""
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(signature, start + 1)) >= 0:
            old = struct.unpack_from("<H", data, start + place)[0]
            data = data[: start + place] + struct.pack("<H", old | flags) + data[start + place + 2 :]
    return data


def editor(name="ann", *codenames):
    """A member of staff who may import."""
    made = User.objects.create_user(name, is_staff=True)
    made.user_permissions.set(Permission.objects.filter(codename__in=codenames or ["import_seeds"]))
    return made


def send(client, *files, **options):
    """Upload files (name and bytes of each) as the form does; the page that comes of it."""
    data = {"seeds": [Chosen(name, data) for name, data in files], **options}
    return client.post(reverse("admin:articles_upload"), data, follow=True)


def sent(client, *files, **options):
    """Upload files; the row."""
    page = send(client, *(files or [(NAME, SEED)]), **options)
    assert page.redirect_chain, page.context["error"]
    return page.context["upload"]


def order(client, upload, what, **options):
    """Press a button of the upload's page, as it was when `upload` was read."""
    url = reverse("admin:articles_uploaded", args=[upload.pk])
    return client.post(url, {"order": what, "report": upload.report, **options}, follow=True)


def folders(settings):
    """What is left in the folder of uploads."""
    return sorted(path.name for path in settings.UPLOADS_ROOT.iterdir()) if settings.UPLOADS_ROOT.exists() else []


def row(upload):
    return Upload.objects.get(pk=upload.pk)


def rows():
    """How many rows there are of each kind that an import makes."""
    return [model._default_manager.count() for model in CONTENT]


def said(page):
    """What the page tells the editor of what was done."""
    return " ".join(str(message) for message in page.context["messages"])


def read(client, upload):
    """The page of an upload."""
    return client.get(reverse("admin:articles_uploaded", args=[upload.pk]))
