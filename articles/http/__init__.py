"""Fetching from other people's servers: the only part of the app that opens a socket.

An address comes in, its bytes or one FetchError comes out, within the time and the sizes of a Policy. No name is
connected to that leads into our own network, by whatever spelling, redirect or second answer of the name service.
"""

from articles.http.errors import FetchError
from articles.http.fetching import Fetched, Fetcher
from articles.http.lookups import Resolve, system_addresses
from articles.http.policy import Policy

__all__ = ["FetchError", "Fetched", "Fetcher", "Policy", "Resolve", "system_addresses"]
