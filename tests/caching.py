"""Pictures that wait for a copy of ours, and runs of the cache, for tests. Nothing is rendered in other processes."""

from hashlib import sha256
from typing import Any

from django.core.files.storage import default_storage

from articles.models import Article, ArticlePicture, Picture, PictureState, ProviderPicture
from articles.pictures.cache import Options, Summary, cache_pictures
from articles.sources.addresses import server_of
from tests import make, pictures
from tests.remote import Remote, body, fetcher_of


def waiting(url: str, *, logo: bool = False, **fields: Any) -> Picture:
    """A picture that an article shows, or an outlet, and that we have no copy of."""
    picture = Picture.objects.create(**{"url": url, "host": server_of(url)} | fields)
    if logo:
        ProviderPicture.objects.create(provider=make.provider(), picture=picture)
    else:
        article = Article.objects.first() or make.article(topics=())
        ArticlePicture.objects.create(article=article, picture=picture)
    return picture


def served(server: Remote, count: int, data: bytes = b"", end: bytes = b"", **fields: Any) -> list[Picture]:
    """Pictures that the server has: this one at every address, or each other bytes, with these at the end of all."""
    for number in range(count):
        server.serve(f"/{number}", body((data or pictures.jpeg(200, 200 + number)) + end))
    return [waiting(server.url(f"/{number}"), **fields) for number in range(count)]


def run(*servers: Any, fetcher: Any = None, limits: Any = None, processes: int = 0, **given: Any) -> Summary:
    """A run against these servers. `limits` are the policy's; `given` the run's options, `stop` and `progress`."""
    others = {name: given.pop(name) for name in ("stop", "progress") if name in given}
    asker = fetcher or fetcher_of(*servers, **(limits or {}))
    return cache_pictures(Options(**given), asker, processes=processes, **others)


def digest(data: bytes) -> str:
    """What files of ours that hold these bytes, or are made of them, are called by."""
    return sha256(data).hexdigest()


def again(picture: Picture) -> Any:
    """The picture as its row is now."""
    return Picture.objects.get(pk=picture.pk)


def outcome(picture: Picture) -> tuple[str, str]:
    """State and reason, as the row has them now."""
    found = again(picture)
    return found.state, found.error


def states() -> dict[str, int]:
    """How many pictures are in which state."""
    return {state: count for state in PictureState.values if (count := Picture.objects.filter(state=state).count())}


def claimed() -> int:
    return Picture.objects.exclude(claimed_by="").count()


def bytes_of(picture: Picture, suffix: str = "webp", place: int = 0) -> bytes:
    """One of the files of our copy: of this format, the widest first."""
    chosen = [file for file in picture.files if file.suffix == suffix][place]
    with default_storage.open(picture.name_of(chosen)) as file:
        return bytes(file.read())


def flaws(picture: Picture) -> list[str]:
    """Files of our copy that are not what the row says of them."""
    found = []
    for one in picture.files:
        name = picture.name_of(one)
        with default_storage.open(name) as file:
            data = file.read()
        form = {"jpg": "JPEG"}.get(one.suffix, one.suffix.upper())
        image = pictures.opened(data)
        if (image.format, image.size, len(data)) != (form, (one.width, one.height), one.bytes):
            found.append(name)
    return found
