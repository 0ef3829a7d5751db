"""What feeds tell of articles, and the formats they are written in. Rows in, bytes out; no request is known here."""

from articles.feeds.entries import SIZE, Entry, File, Person, entries_of
from articles.feeds.formats import FORMATS, Feed, Format

__all__ = ["FORMATS", "SIZE", "Entry", "Feed", "File", "Format", "Person", "entries_of"]
