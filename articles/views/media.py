"""Our copies of pictures, where they lie on this machine's disk."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture by the name its storage gave it. Names are made from the content, so a copy never goes stale."""
    kind = TYPES.get(PurePosixPath(path).suffix.lower())
    if kind is None or not isinstance(default_storage, FileSystemStorage):
        raise Http404("No such picture")
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (SuspiciousFileOperation, OSError) as error:
        raise Http404("No such picture") from error
    response["Content-Type"] = kind
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
