"""Pictures in forms: added and replaced by a file or an address, never by the number of a row."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import PictureFileField, checked
from articles.admin.ordered import OrderedForm, OrderedFormSet, is_going
from articles.limits import URL_LENGTH
from articles.models import Picture
from articles.pictures import orders
from articles.pictures.cache import CacheStopped
from articles.pictures.fetching import picture_fetcher
from articles.pictures.raster import RasterError
from articles.sources.addresses import server_of
from articles.sources.text import web_address

PREVIEW_PX = 240


class Preview(NamedTuple):
    """A file of our own copy, and the size that it is shown at."""

    url: str
    width: int
    height: int


def preview(picture: Picture) -> Preview | None:
    """Our own copy, large enough to judge; None if we have none. Never the remote one: its host would learn of us."""
    files = [file for file in picture.files if file.suffix == "webp"] if picture.is_shown else []
    if not files:
        return None
    file = min(files, key=lambda file: abs(file.width - 2 * PREVIEW_PX))
    width = min(file.width, PREVIEW_PX)
    return Preview(default_storage.url(picture.name_of(file)), width, round(file.height * width / file.width))


def why_missing(picture: Picture) -> str:
    """Why there is no copy of ours, in words: such as “Failed: 404 Not Found”."""
    state = capfirst(str(picture.get_state_display()))
    return f"{state}: {picture.error}" if picture.error else state


def picture_at(address: str) -> Picture:
    """The picture of this address, which may be one of ours; not stored yet where it is new. Raises ValidationError."""
    ours: Picture | None = Picture.objects.filter(url=address).order_by("base_url").first()
    if ours:
        return ours
    if "://" not in address:
        raise ValidationError(_("We have no picture of that address: give one that begins with https://."))
    url = checked(web_address, address)
    return Picture.objects.filter(url=url).first() or Picture(url=url, host=server_of(url))


class PlacedPictureForm(OrderedForm):
    """A picture's place. `chosen` is the picture that is to stand there from now on, if another does."""

    upload = PictureFileField(label=_("File"))
    address = forms.CharField(
        required=False,
        max_length=URL_LENGTH,
        strip=True,
        label=_("or address"),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    chosen: Picture | None = None

    @property
    def preview(self) -> Preview | None:
        return preview(self.instance.picture)

    @property
    def missing(self) -> str:
        return why_missing(self.instance.picture)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address:
            self.chosen = picture_at(address)
        return address

    def clean(self) -> dict[str, Any]:
        upload = self.cleaned_data.get("upload")
        if upload and self.cleaned_data.get("address"):
            self.add_error("address", ValidationError(_("Give a file or an address, not both."), code="both"))
        elif upload and not self.errors:
            self._take_in(upload)
        if not (self.instance.pk or self.chosen or self.errors):
            self.add_error("upload", ValidationError(_("Choose a file, or give an address."), code="required"))
        return self.cleaned_data

    def _take_in(self, data: bytes) -> None:
        """Make these bytes a picture of ours. If the form is refused for something else, it lies there for a day."""
        try:
            self.chosen = orders.take_in(data, picture_fetcher())
        except (RasterError, CacheStopped) as error:
            self.add_error("upload", ValidationError(f"{capfirst(str(error))}.", code="invalid"))

    def save(self, commit: bool = True) -> Any:
        if self.chosen:
            if not self.chosen.pk:
                self._order_it(self.chosen)
            self.instance.picture, self.instance.path, self.instance.is_cached = self.chosen, "", None
        return super().save(commit)

    def _order_it(self, picture: Picture) -> None:
        """Keep the address, and fetch what is there once all is stored, while the editor waits."""
        picture.save()
        fetch = orders.fetch_now
        transaction.on_commit(lambda: fetch([picture.pk], picture_fetcher()), robust=True)


class PlacedPictureFormSet(OrderedFormSet):
    """Pictures of something, each once."""

    def clean(self) -> None:
        super().clean()
        there = {form.instance.picture.url for form in self.initial_forms if form.instance.pk}
        forms: list[Any] = self.forms
        for form in forms:
            if form.chosen is None or is_going(form):
                continue
            if form.chosen.url in there:
                field = "address" if form.cleaned_data.get("address") else "upload"
                form.add_error(field, ValidationError(_("This picture is here already."), code="twice"))
            there.add(form.chosen.url)
