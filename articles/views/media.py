"""Our copies of pictures, where they lie on this machine's disk."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from articles.pictures.names import is_served

TYPES = {
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition by its name, never an original. Names are made from the content, so none goes stale."""
    if not is_served(path) or not isinstance(default_storage, FileSystemStorage):
        raise Http404("No such picture")
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (SuspiciousFileOperation, OSError) as error:
        raise Http404("No such picture") from error
    response["Content-Type"] = TYPES[PurePosixPath(path).suffix]
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"  # were it ever taken for a page
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # feed readers and users of the API show it, too
    return response
