"""Limits that the columns and the checks of incoming seeds agree on; lengths are in characters."""

FIRST_YEAR, LAST_YEAR = 1900, 2199  # of anything published; every zone can show them
FIRST_INCOMING_YEAR = 1990  # of what a seed may say; the last is the caller's, who has a clock
TITLE_LENGTH = 500
EXCERPT_LENGTH = 5_000
NAME_LENGTH = 200
DOMAIN_LENGTH = 253  # RFC 1035, 2.3.4
KEY_LENGTH = 300
URL_LENGTH = 2_000
REASON_LENGTH = 300  # of what a picture is missing for

MOST_SEED_BYTES = 2_000_000
MOST_FRONT_MATTER_BYTES = 262_144
MOST_DEPTH = 20  # of mappings and lists in each other; the format needs 6
MOST_NODES = 30_000
MOST_RELATED = 50
MOST_PICTURES = 50
MOST_NAMES = 200  # topics, keywords, hashtags
MOST_TOLD = 100  # problems of one file, and warnings, and notes
MOST_BOOST = 500  # points of heat that an editor can give
