"""The project: settings, addresses, and what is the site's and not the news'."""

__version__ = "0.1.0"
