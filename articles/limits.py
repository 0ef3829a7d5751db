"""Limits that the columns and the checks of incoming seeds agree on; lengths are in characters."""

FIRST_YEAR, LAST_YEAR = 1900, 2199  # of anything published; every zone can show them
TITLE_LENGTH = 500
EXCERPT_LENGTH = 5_000
NAME_LENGTH = 200
DOMAIN_LENGTH = 253  # RFC 1035, 2.3.4
KEY_LENGTH = 300
URL_LENGTH = 2_000
